import { Skeleton } from "@mantine/core";
import { IconArrowNarrowRight } from "@tabler/icons-react";
import { capital } from "../../core/capital.ts";
import { mainOf, TOP1 } from "../../core/evaluate/main-score.ts";
import type { Estimate } from "../../core/evaluate/evaluation.ts";
import type { MetricName } from "../../core/evaluate/metric.ts";
import type { ReactNode } from "react";
import { useFlow } from "../../state/flow.tsx";
import { useJudgement } from "../../state/judgement/use-judgement.ts";
import { useMainMetric } from "../../state/judgement/use-main-metric.ts";
import { useMeasurement, useVariantName } from "../../state/measurement.tsx";
import { FP32, type VariantName } from "../../state/variant-name.ts";
import { useVerdict } from "../../state/use-verdict.ts";
import { VariantChip } from "../parts/Chip.tsx";
import { VariantSwitch } from "./VariantSwitch.tsx";
import { bytes, count, NOT_MEASURED, percent } from "../parts/format.ts";
import { scoreText, spreadText } from "../panels/check/score-text.ts";
import { Name } from "../parts/Name.tsx";
import { wordFor } from "../parts/sample-word.ts";

/** model · FP32 score · size -> variant score · size, and the verdict. Size and accuracy are never shown apart. */
export function Scoreboard() {
  const { model, validation, quantize, baseline } = useFlow();
  const { comparison, state, done, total, name: measured } = useMeasurement();
  const name = useVariantName();
  const card = model.data?.card;
  // Another variant's score beside this one's size would be no statement about either.
  const own = state !== "stale" || measured.title === name.title;
  const main = comparison ? mainOf(comparison) : undefined;
  const after = comparison && own ? (main?.other ?? comparison.agreement) : undefined;
  const before = useBefore();
  return (
    <div className="scoreboard" aria-live="polite" aria-atomic="true">
      {card ? (
        <Name text={card.file} tail={12} />
      ) : model.isFetching ? (
        <Skeleton w={120} h={12} />
      ) : (
        <span>{NOT_MEASURED}</span>
      )}
      <Side
        name={FP32}
        score={before?.estimate}
        metric={before?.metric}
        label={shortTitle(before?.metric)}
        size={card?.bytes}
        stale={baseline.isPlaceholderData}
      />
      <IconArrowNarrowRight size={18} className="muted" aria-label="becomes" />
      <Side
        name={name}
        score={after}
        metric={main?.metric}
        label={main === undefined && comparison !== null ? "agree" : undefined}
        size={quantize.data?.bytes}
        stale={(state === "stale" && own) || quantize.isPlaceholderData}
        measured={measured}
        choice={<VariantSwitch />}
        saved={card && quantize.data ? 1 - quantize.data.bytes / card.bytes : undefined}
      />
      {state === "live" ? (
        <span className="chip">
          {count(done)}/{count(total)} {wordFor(validation.data)}
        </span>
      ) : state === "stale" ? (
        <span className="chip" data-level="unsure" title="The recipe changed since this was measured.">
          Not measured yet
        </span>
      ) : (
        <VerdictChip />
      )}
    </div>
  );
}

function VerdictChip() {
  const verdict = useVerdict();
  if (verdict === null) return null;
  return (
    <span className="chip" data-level={verdict.level} title={verdict.sentence}>
      {verdict.chip}
    </span>
  );
}

interface SideProps {
  readonly name: VariantName;
  readonly score: Estimate | undefined;
  /** Percent where it is left out. */
  readonly metric?: MetricName | undefined;
  readonly label?: string | undefined;
  readonly size: number | undefined;
  readonly stale: boolean;
  /** Share of the size that was saved, 0..1. */
  readonly saved?: number | undefined;
  /** Whose score it is while stale. */
  readonly measured?: VariantName;
  /** Stands beside the name. */
  readonly choice?: ReactNode;
}

/** The score that FP32 is known by: of the variant's own comparison, of its labels, or as the studio worker judged it. */
function useBefore(): { readonly estimate: Estimate; readonly metric: MetricName } | null {
  const { baseline, baselineScores } = useFlow();
  const { comparison } = useMeasurement();
  const metric = useMainMetric();
  const isSlow = metric !== null && metric.id !== TOP1.id && (comparison === null || mainOf(comparison) === undefined);
  const { judgement } = useJudgement(isSlow ? baseline.data : undefined);
  const top1 = baselineScores?.top1;
  if (top1) return { estimate: top1, metric: TOP1 };
  const main = comparison ? mainOf(comparison) : undefined;
  if (main) return { estimate: main.base, metric: main.metric };
  const judged = judgement?.scores.metrics[0];
  return judged ? { estimate: judged.base, metric: judged } : null;
}

/** What everybody takes a percentage for needs no name, and there is no room for a long one. */
function shortTitle(metric: MetricName | undefined): string | undefined {
  return metric === undefined || metric.id === TOP1.id || metric.title.length > 9 ? undefined : metric.title;
}

function Side({ name, score, metric, label, size, stale, saved, measured = name, choice }: SideProps) {
  const earlier = `The score was measured with earlier settings (${measured.title}).`;
  return (
    <span className={stale ? "side stale" : "side"} title={stale ? earlier : undefined}>
      <VariantChip name={name} />
      {choice}
      <span className="side-score" title={metric && score ? capital(metric.title) : undefined}>
        {score ? scoreText(score.value, metric?.unit ?? "%") : NOT_MEASURED}
        {score && <span className="side-interval"> {spreadText(score, metric?.unit ?? "%")}</span>}
        {label !== undefined && <span className="side-interval"> {label}</span>}
      </span>
      <span className="muted">·</span>
      <span className="side-size">
        {size === undefined ? NOT_MEASURED : bytes(size)}
        {saved !== undefined && saved > 0.005 && <span className="side-interval"> −{percent(100 * saved, 0)}</span>}
      </span>
    </span>
  );
}
