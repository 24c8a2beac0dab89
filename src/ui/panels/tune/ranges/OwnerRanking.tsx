import type { Owner } from "../../../../core/calibrate/health.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { count, percent } from "../../../parts/format.ts";
import { Name } from "../../../parts/Name.tsx";
import { Thumbnail } from "../../../parts/Thumbnail.tsx";
import { leaveOut } from "./LeftOut.tsx";

const SHOWN = 8;

export interface OwnerRankingProps {
  readonly owners: readonly Owner[];
  /** Sample ids by index. */
  readonly ids: readonly string[];
}

/** Samples by how much of all ranges they alone stretch. */
export function OwnerRanking({ owners, ids }: OwnerRankingProps) {
  const { calibration } = useFlow();
  if (owners.length === 0) return <p className="flat muted">No sample reaches further than all others.</p>;
  return (
    <ul className="owners">
      {owners.slice(0, SHOWN).map(({ sample, ends, tensor, shrinks }) => {
        const id = ids[sample] ?? "";
        return (
          <li key={sample}>
            <Thumbnail data={calibration.data?.hash} sample={id} size={36} />
            <span className="grow">
              <Name text={id} tail={20} />
              <span className="muted small row" title={tensor}>
                {ends === 1 ? "1 end" : `${count(ends)} ends`}; at most {percent(100 * shrinks, 0)} of a range
              </span>
            </span>
            {calibration.data && (
              <button
                type="button"
                className="link"
                aria-label={`Leave out ${id}`}
                onClick={() => leaveOut([id], true)}
              >
                Leave out
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
