import type { ReactNode } from "react";
import { capital } from "../../../core/capital.ts";
import type { Comparison, Estimate, ScoreChange } from "../../../core/evaluate/evaluation.ts";
import { lostOf, mainOf, TOP1 } from "../../../core/evaluate/main-score.ts";
import { useMainMetric } from "../../../state/judgement/use-main-metric.ts";
import { useFlow } from "../../../state/flow.tsx";
import { bytes, count, decibel, NOT_MEASURED, percent, plusMinus, points, signed } from "../../parts/format.ts";
import { GLOSSARY, METRIC_HELP } from "../../parts/glossary.ts";
import { Stat } from "../../parts/Stat.tsx";
import { changeText, scoreText, spreadText } from "./score-text.ts";

export interface ResultCardsProps {
  readonly comparison: Comparison;
  /** Of the file that was measured. */
  readonly bytes: number | undefined;
}

/** The five numbers of a result, each with its interval and what it was before. */
export function ResultCards({ comparison, bytes: size }: ResultCardsProps) {
  const main = mainOf(comparison);
  const metric = useMainMetric();
  const unscored = metric === null ? "The samples have no labels." : `${capital(metric.title)} follows.`;
  const { base, other, agreement, sqnr, top1Change, n } = comparison;
  return (
    <div className="cards" role="group" aria-label="Results">
      {main && main.metric.id !== TOP1.id ? (
        <MainCard score={main} />
      ) : other.top1 && base.top1 ? (
        <Card
          label="Top-1"
          help={GLOSSARY.top1}
          estimate={other.top1}
          note={<Before base={base.top1} change={top1Change} />}
        />
      ) : (
        <Stat label="Score" value={NOT_MEASURED} note={unscored} />
      )}
      {other.top5 && base.top5 && (
        <Card label="Top-5" help={GLOSSARY.top5} estimate={other.top5} note={`FP32 ${percent(base.top5.value)}`} />
      )}
      <Card
        label={capital(comparison.near ?? "agreement")}
        help={GLOSSARY.agreement}
        estimate={agreement}
        note={`${count(n)} samples`}
      />
      <Stat
        label="Output SQNR"
        help={GLOSSARY.sqnr}
        value={Number.isFinite(sqnr.value) ? decibel(sqnr.value) : NOT_MEASURED}
        note={`${plusMinus(sqnr)} dB`}
      />
      <SizeCard after={size} />
    </div>
  );
}

function MainCard({ score: { metric, base, other, change } }: { readonly score: ScoreChange }) {
  const { id, title, unit } = metric;
  const harmful = lostOf({ metric, change }).lo > 0;
  return (
    <Stat
      label={capital(title)}
      {...(METRIC_HELP[id] && { help: METRIC_HELP[id] })}
      value={
        <>
          {scoreText(other.value, unit)} <span className="stat-unit">{spreadText(other, unit)}</span>
        </>
      }
      note={
        <span className="card-before">
          <span>FP32 {scoreText(base.value, unit)}</span>
          <span className={harmful ? "harm strong" : undefined}>{changeText(change.value, unit)}</span>
        </span>
      }
    />
  );
}

interface CardProps {
  readonly label: string;
  readonly help: string;
  /** Percent. */
  readonly estimate: Estimate;
  readonly note: ReactNode;
}

function Card({ label, help, estimate, note }: CardProps) {
  return (
    <Stat
      label={label}
      help={help}
      value={
        <>
          {percent(estimate.value)} <span className="stat-unit">{plusMinus(estimate)}</span>
        </>
      }
      note={note}
    />
  );
}

function Before({ base, change }: { readonly base: Estimate; readonly change: Estimate | undefined }) {
  const harmful = change !== undefined && change.hi < 0;
  return (
    <span className="card-before">
      <span>FP32 {percent(base.value)}</span>
      {change && <span className={harmful ? "harm strong" : undefined}>{points(change.value)}</span>}
    </span>
  );
}

/** Of the file, beside that of FP32. */
export function SizeCard({ after }: { readonly after: number | undefined }) {
  const { model } = useFlow();
  const before = model.data?.card.bytes;
  if (before === undefined || after === undefined) return null;
  const note = `FP32 ${bytes(before)} · ${signed(100 * (after / before - 1), 0)}\u202f%`;
  return <Stat label="Size" help={GLOSSARY.size} value={bytes(after)} note={note} />;
}
