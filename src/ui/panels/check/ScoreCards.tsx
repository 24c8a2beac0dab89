import { capital } from "../../../core/capital.ts";
import type { PairedMetric } from "../../../core/evaluate/paired/paired.ts";
import type { Judgement } from "../../../jobs/protocol.ts";
import { count } from "../../parts/format.ts";
import { GLOSSARY, METRIC_HELP } from "../../parts/glossary.ts";
import { Stat } from "../../parts/Stat.tsx";
import { SizeCard } from "./ResultCards.tsx";
import { changeText, rangeText, scoreText } from "./score-text.ts";

export interface ScoreCardsProps {
  readonly scores: Judgement["scores"];
  /** Of the file that was measured. */
  readonly bytes: number | undefined;
}

const HELP: Readonly<Record<string, string>> = {
  ...METRIC_HELP,
  agreement: GLOSSARY.agreement,
  sqnr: GLOSSARY.sqnr,
};

/** Scores beyond these are a line each. */
const CARDS = 2;

/** Every score of the task, quantized beside FP32, with the change and its 95 % interval. */
export function ScoreCards({ scores, bytes }: ScoreCardsProps) {
  const { metrics, closeness, n, words } = scores;
  const rest = metrics.slice(CARDS);
  return (
    <>
      <div className="cards" role="group" aria-label="Results">
        {metrics.slice(0, CARDS).map((metric) => (
          <MetricCard key={metric.id} metric={metric} />
        ))}
        {metrics.length === 0 && <Stat label="Score" value="–" note="The samples have no labels for this task." />}
        {closeness.slice(0, CARDS).map(({ id, title, unit, estimate }) => (
          <Stat
            key={id}
            label={capital(title)}
            {...(HELP[id] !== undefined && { help: HELP[id] })}
            value={scoreText(estimate.value, unit)}
            note={`${rangeText(estimate, unit)} on ${count(n)} samples`}
          />
        ))}
        <SizeCard after={bytes} />
      </div>
      {words !== null && (
        <p className="flat honest-words" role="status" aria-label="What the test says">
          {words}
        </p>
      )}
      {rest.length > 0 && (
        <dl className="further-scores" aria-label="Further scores">
          {rest.map(({ id, title, unit, base, other, change }) => (
            <div key={id}>
              <dt>{capital(title)}</dt>
              <dd>
                {scoreText(other.value, unit)} <span className="muted">FP32 {scoreText(base.value, unit)}</span>{" "}
                {changeText(change.value, unit)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function MetricCard({ metric: { id, title, unit, better, base, other, change } }: { readonly metric: PairedMetric }) {
  const harmful = better === "higher" ? change.hi < 0 : change.lo > 0;
  const range = rangeText(other, unit);
  return (
    <Stat
      label={capital(title)}
      {...(HELP[id] !== undefined && { help: HELP[id] })}
      value={scoreText(other.value, unit)}
      note={
        <span
          className="card-before"
          title={range === "" ? undefined : `95 % interval of the change ${rangeText(change, unit)}`}
        >
          <span>FP32 {scoreText(base.value, unit)}</span>
          <span className={harmful ? "harm strong" : undefined}>{changeText(change.value, unit)}</span>
          {range !== "" && <span>95 % {range}</span>}
        </span>
      }
    />
  );
}
