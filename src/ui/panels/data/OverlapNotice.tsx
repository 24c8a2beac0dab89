import { IconCopy } from "@tabler/icons-react";
import type { RepeatedSample, SharedSample } from "../../../core/evaluate/overlap.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { count, percent } from "../../parts/format.ts";

/** So many pairs are named; more would be a list that nobody reads. */
const NAMED = 20;

/** Validation samples that are also calibrated on, or that are there twice: the scores over them say less. */
export function OverlapNotice() {
  const { calibration, validation } = useFlow();
  const [a, b] = [calibration.data?.hash ?? null, validation.data?.hash];
  const { data } = useJob(b === undefined ? null : jobs.overlap(a, b));
  const n = validation.data?.samples.length ?? 0;
  return (
    <>
      {data && data.shared.length > 0 && <Shared pairs={data.shared} n={n} />}
      {data && data.repeated.length > 0 && <Repeated pairs={data.repeated} n={n} />}
    </>
  );
}

interface NoticeProps<T> {
  readonly pairs: readonly T[];
  /** Validation samples. */
  readonly n: number;
}

function Shared({ pairs, n }: NoticeProps<SharedSample>) {
  return (
    <div className="notice" data-level="warn" role="status">
      <IconCopy size={18} aria-hidden />
      <div className="notice-body">
        <p>
          <span className="strong">
            {pairs.length === 1 ? "1 validation sample is" : `${count(pairs.length)} validation samples are`} also used
            for calibration
          </span>{" "}
          ({share(pairs, n)} of validation, found by content). The variant's scores are too good by what it gained
          there; remove them from one of the two sets.
        </p>
        <Pairs lines={pairs.map((pair) => [pair.validation, pair.calibration, " of calibration"] as const)} />
      </div>
    </div>
  );
}

function Repeated({ pairs, n }: NoticeProps<RepeatedSample>) {
  return (
    <div className="notice" role="status">
      <IconCopy size={18} aria-hidden />
      <div className="notice-body">
        <p>
          <span className="strong">
            {pairs.length === 1
              ? "1 validation sample repeats another"
              : `${count(pairs.length)} validation samples repeat others`}
          </span>{" "}
          ({share(pairs, n)} of validation, found by content). They count twice, so that intervals are narrower than the
          samples allow; remove the copies.
        </p>
        <Pairs lines={pairs.map(({ id, first }) => [id, first, ""] as const)} />
      </div>
    </div>
  );
}

function share(pairs: readonly unknown[], n: number): string {
  return percent((100 * pairs.length) / Math.max(1, n));
}

interface PairsProps {
  readonly lines: readonly (readonly [sample: string, twin: string, where: string])[];
}

function Pairs({ lines }: PairsProps) {
  return (
    <details>
      <summary>Which</summary>
      <ul>
        {lines.slice(0, NAMED).map(([sample, twin, where]) => (
          <li key={sample}>
            <span className="mono">{sample}</span> is <span className="mono">{twin}</span>
            {where}
          </li>
        ))}
        {lines.length > NAMED && <li>and {count(lines.length - NAMED)} more</li>}
      </ul>
    </details>
  );
}
