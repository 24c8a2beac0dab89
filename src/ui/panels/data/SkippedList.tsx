import type { Skipped } from "../../../core/samples/dataset.ts";
import { count } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";

/** Long lists are cut; the rest is counted. */
const SHOWN = 200;

export interface SkippedListProps {
  readonly skipped: readonly Skipped[];
  /** What became of them, after their number. */
  readonly what?: string;
}

/** Files that were left out, each with its reason. */
export function SkippedList({ skipped, what = "skipped" }: SkippedListProps) {
  return (
    <details className="skipped">
      <summary>
        {skipped.length === 1 ? "1 file" : `${count(skipped.length)} files`} {what}
      </summary>
      <ul>
        {skipped.slice(0, SHOWN).map(({ id, reason }) => (
          <li key={id}>
            <Name text={id} tail={20} />
            <span className="muted">{reason}</span>
          </li>
        ))}
        {skipped.length > SHOWN && <li className="muted">and {count(skipped.length - SHOWN)} more</li>}
      </ul>
    </details>
  );
}
