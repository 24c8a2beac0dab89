import "../../styles/timing.css";
import { TIMING_NOTE, type TimeSummary, type TimingSummary } from "../../../core/evaluate/timing.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useShownEvaluation } from "../../../state/shown.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { count, milliseconds } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";

const STEPS = [
  { id: "preprocess", title: "Preprocess" },
  { id: "model", title: "Model" },
  { id: "postprocess", title: "Post-process" },
] as const;

const COLUMNS = [...STEPS, { id: "total", title: "Total" }] as const;

/** Clocks of browsers tick ten times a millisecond, so that pages cannot spy on each other. */
const TICK = 0.1;

/** How long a sample took, step by step; nothing where neither model was timed. */
export function TimingPanel({ name }: { readonly name: VariantName }) {
  const { baseline } = useFlow();
  const shown = useShownEvaluation();
  const rows = [
    { title: "FP32", timing: baseline.data?.timing },
    { title: name.short, timing: shown?.timing },
  ].flatMap(({ title, timing }) => (timing ? [{ title, timing }] : []));
  if (rows.length === 0) return null;
  const longest = Math.max(...rows.map(({ timing }) => sumOf(timing)));
  return (
    <Panel title="Time in this browser" note="for one sample, median and 95th percentile" actions={<Key />}>
      <div className="breakdown-scroll" role="region" aria-label="Times of the steps" tabIndex={0}>
        <table className="plain timing">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Variant
              </th>
              {COLUMNS.map(({ id, title }) => (
                <th key={id} scope="colgroup" colSpan={2} className="number">
                  {title}
                </th>
              ))}
              <th scope="col" rowSpan={2} className="number">
                Samples timed
              </th>
              <th scope="col" rowSpan={2} className="fill">
                Steps
              </th>
            </tr>
            <tr>
              {COLUMNS.map(({ id }) => (
                <HeadPair key={id} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, timing }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {COLUMNS.map(({ id }) => (
                  <Pair key={id} time={timing[id]} isTotal={id === "total"} />
                ))}
                <td className="number">{count(timing.total.n)}</td>
                <td className="fill">
                  <Steps timing={timing} longest={longest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="timing-note muted">
        {TIMING_NOTE} Each sample was decoded anew for this, and several ran side by side where the browser has the
        cores.
      </p>
    </Panel>
  );
}

function HeadPair() {
  return (
    <>
      <NumberHead>median</NumberHead>
      <NumberHead>p95</NumberHead>
    </>
  );
}

function Pair({ time: { median, p95 }, isTotal }: { readonly time: TimeSummary; readonly isTotal: boolean }) {
  return (
    <>
      <td className={isTotal ? "number strong" : "number"}>{timeText(median)}</td>
      <td className="number muted">{timeText(p95)}</td>
    </>
  );
}

function timeText(ms: number): string {
  if (ms < TICK) return `< ${milliseconds(TICK, 1)}`;
  return milliseconds(ms, ms < 1 ? 1 : 3);
}

/** The share of each step, as wide as the slowest model is slow. */
function Steps({ timing, longest }: { readonly timing: TimingSummary; readonly longest: number }) {
  return (
    <span className="time-steps" aria-hidden>
      {STEPS.map(({ id, title }) => (
        <i
          key={id}
          data-step={id}
          style={{ width: `${(100 * timing[id].median) / longest}%` }}
          title={`${title}: ${timeText(timing[id].median)}`}
        />
      ))}
    </span>
  );
}

function Key() {
  return (
    <span className="time-key">
      {STEPS.map(({ id, title }) => (
        <span key={id}>
          <i data-step={id} aria-hidden /> {title}
        </span>
      ))}
    </span>
  );
}

function sumOf(timing: TimingSummary): number {
  return STEPS.reduce((sum, { id }) => sum + timing[id].median, 0);
}
