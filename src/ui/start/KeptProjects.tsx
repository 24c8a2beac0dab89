import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { KeptProject } from "../../state/projects/database.ts";
import { ErrorCard } from "../parts/ErrorCard.tsx";
import { bytes, count } from "../parts/format.ts";

/** Asked anew each time the start screen appears. The database is loaded after the screen is drawn. */
const keptQuery = queryOptions({
  queryKey: ["kept-projects"],
  queryFn: async () => (await import("../../state/projects/kept.ts")).keptProjects(),
  gcTime: 0,
});

/** Shown before “all”. */
const FEW = 3;

/** What was worked on before, each with the one button that brings it back. */
export function KeptProjects() {
  const kept = useQuery(keptQuery);
  const [all, setAll] = useState(false);
  // A browser that keeps nothing has nothing to continue; the workspace says so when it matters.
  if (!kept.data || kept.data.length === 0) return null;
  const shown = all ? kept.data : kept.data.slice(0, FEW);
  return (
    <section className="kept" aria-label="Kept projects">
      {shown.map((project, i) => (
        <Project key={project.id} project={project} isFirst={i === 0} />
      ))}
      {kept.data.length > shown.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          All {kept.data.length} projects
        </button>
      )}
    </section>
  );
}

function Project({ project, isFirst }: { readonly project: KeptProject; readonly isFirst: boolean }) {
  const { id, name, at, bytes: size, variants } = project;
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailed(null);
    await work().catch((error: unknown) => setFailed(error as Error));
    setBusy(false);
  };
  const open = async () => (await import("../../state/projects/kept.ts")).openKept(id, client);
  const forget = async () => {
    await (await import("../../state/projects/kept.ts")).forgetProject(id);
    await client.invalidateQueries(keptQuery);
  };
  return (
    <>
      <div className="kept-project">
        <IconHistory size={20} stroke={1.5} className="muted" aria-hidden />
        <p className="grow">
          <span className="strong">Continue: {name}</span>
          <span className="muted">
            {" "}
            · {bytes(size)} · {count(variants)} {variants === 1 ? "variant" : "variants"} · {when(at)}
          </span>
        </p>
        <Button
          variant="subtle"
          color="gray"
          disabled={busy}
          aria-label={`Forget ${name}`}
          title="Removes its files and results from this browser."
          onClick={() => void run(forget)}
        >
          Forget
        </Button>
        <Button
          variant={isFirst ? "light" : "default"}
          loading={busy}
          aria-label={`Open ${name}`}
          onClick={() => void run(open)}
        >
          Open
        </Button>
      </div>
      {failed && <ErrorCard error={failed} />}
    </>
  );
}

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** "21 Nov 2026, 12:48". */
function when(at: number): string {
  return DATE.format(at);
}
