import "../../../styles/search.css";
import { useStudio } from "../../../../state/store.ts";
import { SearchForm } from "./SearchForm.tsx";
import { SearchFront } from "./SearchFront.tsx";
import { SearchPlan } from "./SearchPlan.tsx";
import { SearchStatus } from "./SearchStatus.tsx";
import { TrialTable } from "./TrialTable.tsx";

/** Finds the best model within the budget by measuring: what was tried, what it found, and what is best so far. */
export function SearchView() {
  const search = useStudio((s) => s.search);
  return (
    <div className="search">
      <div className="search-top">
        <SearchForm />
        {search ? (
          <div className="search-found">
            <SearchStatus search={search} />
            <SearchFront search={search} />
          </div>
        ) : (
          <SearchPlan />
        )}
      </div>
      {search && search.trials.length > 0 && <TrialTable search={search} />}
    </div>
  );
}
