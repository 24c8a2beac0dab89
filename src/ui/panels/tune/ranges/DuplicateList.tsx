import type { SamplePair } from "../../../../core/calibrate/near-duplicates.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { sig } from "../../../parts/format.ts";
import { Name } from "../../../parts/Name.tsx";
import { Thumbnail } from "../../../parts/Thumbnail.tsx";

const SHOWN = 6;

export interface DuplicateListProps {
  readonly pairs: readonly SamplePair[];
  /** Sample ids by index. */
  readonly ids: readonly string[];
}

/** Pairs that the network sees nearly as one: the second of them says little new. */
export function DuplicateList({ pairs, ids }: DuplicateListProps) {
  const { calibration } = useFlow();
  if (pairs.length === 0) {
    return <p className="flat muted">No two samples are alike in what the layers make of them.</p>;
  }
  return (
    <ul className="owners">
      {pairs.slice(0, SHOWN).map(({ a, b, distance }) => (
        <li key={`${a} ${b}`}>
          {[a, b].map((sample) => (
            <Thumbnail key={sample} data={calibration.data?.hash} sample={ids[sample] ?? ""} size={36} />
          ))}
          <span className="grow">
            <Name text={ids[a] ?? ""} tail={20} />
            <Name text={ids[b] ?? ""} tail={20} />
          </span>
          <span className="number muted small" title="0: equal; 1: as different as two unrelated samples">
            {sig(distance, 2)} apart
          </span>
        </li>
      ))}
    </ul>
  );
}
