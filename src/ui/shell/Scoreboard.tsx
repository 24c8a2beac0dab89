import { Skeleton } from "@mantine/core";
import { IconArrowNarrowRight } from "@tabler/icons-react";
import type { Estimate } from "../../core/evaluate/evaluation.ts";
import type { ReactNode } from "react";
import { useFlow } from "../../state/flow.tsx";
import { useMeasurement, useVariantName } from "../../state/measurement.tsx";
import { FP32, type VariantName } from "../../state/variant-name.ts";
import { useVerdict } from "../../state/use-verdict.ts";
import { VariantChip } from "../parts/Chip.tsx";
import { VariantSwitch } from "./VariantSwitch.tsx";
import { bytes, count, NOT_MEASURED, percent, plusMinus } from "../parts/format.ts";
import { Name } from "../parts/Name.tsx";
import { wordFor } from "../parts/sample-word.ts";

/** model · FP32 top-1 · size -> variant top-1 · size, and the verdict. Size and accuracy are never shown apart. */
export function Scoreboard() {
  const { model, validation, baselineScores, baseline, quantize } = useFlow();
  const { comparison, state, done, total, name: measured } = useMeasurement();
  const name = useVariantName();
  const card = model.data?.card;
  // Another variant's score beside this one's size would be no statement about either.
  const own = state !== "stale" || measured.title === name.title;
  const after = comparison && own ? (comparison.other.top1 ?? comparison.agreement) : undefined;
  const unlabelled = comparison !== null && comparison.other.top1 === undefined;
  return (
    <div className="scoreboard" aria-live="polite" aria-atomic="true">
      {card ? (
        <Name text={card.file} tail={12} />
      ) : model.isFetching ? (
        <Skeleton w={120} h={12} />
      ) : (
        <span>{NOT_MEASURED}</span>
      )}
      <Side name={FP32} score={baselineScores?.top1} size={card?.bytes} stale={baseline.isPlaceholderData} />
      <IconArrowNarrowRight size={18} className="muted" aria-label="becomes" />
      <Side
        name={name}
        score={after}
        label={unlabelled ? "agree" : undefined}
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

function Side({ name, score, label, size, stale, saved, measured = name, choice }: SideProps) {
  const earlier = `The score was measured with earlier settings (${measured.title}).`;
  return (
    <span className={stale ? "side stale" : "side"} title={stale ? earlier : undefined}>
      <VariantChip name={name} />
      {choice}
      <span className="side-score">
        {score ? percent(score.value) : NOT_MEASURED}
        {score && <span className="side-interval"> {plusMinus(score)}</span>}
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
