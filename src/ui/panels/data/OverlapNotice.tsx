import { IconCopy } from "@tabler/icons-react";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { count, percent } from "../../parts/format.ts";

/** So many pairs are named; more would be a list that nobody reads. */
const NAMED = 20;

/** Calibration images that are also validated on: the scores over them say less. */
export function OverlapNotice() {
  const { calibration, validation } = useFlow();
  const [a, b] = [calibration.data?.hash, validation.data?.hash];
  const { data } = useJob(a !== undefined && b !== undefined ? jobs.overlap(a, b) : null);
  if (!data || data.length === 0) return null;
  const all = validation.data?.samples.length ?? data.length;
  return (
    <div className="notice" data-level="warn" role="status">
      <IconCopy size={18} aria-hidden />
      <div className="notice-body">
        <p>
          <span className="strong">
            {data.length === 1 ? "1 validation sample is" : `${count(data.length)} validation samples are`} also used
            for calibration
          </span>{" "}
          ({percent((100 * data.length) / all)} of validation, found by content). The variant's scores are too good by
          what it gained there; remove them from one of the two sets.
        </p>
        <details>
          <summary>Which</summary>
          <ul>
            {data.slice(0, NAMED).map((pair) => (
              <li key={pair.validation}>
                <span className="mono">{pair.validation}</span> is <span className="mono">{pair.calibration}</span> of
                calibration
              </li>
            ))}
            {data.length > NAMED && <li>and {count(data.length - NAMED)} more</li>}
          </ul>
        </details>
      </div>
    </div>
  );
}
