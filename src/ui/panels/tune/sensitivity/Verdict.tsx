import { type Outlook, sqnrOf } from "../../../../core/sensitivity/expected.ts";
import type { FinishedStudy } from "../../../../state/slices/sensitivity.ts";
import { usePinEffects } from "../../../../state/sensitivity/pin-effects.ts";
import { useCurrentVariant } from "../../../../state/variants/use-variants.ts";
import { layersOfHalf, totalOf } from "../../../charts/sensitivity-bars-data.ts";
import { count, decibel, share } from "../../../parts/format.ts";
import { GLOSSARY } from "../../../parts/glossary.ts";
import { Stat } from "../../../parts/Stat.tsx";

export interface VerdictProps {
  readonly study: FinishedStudy;
  /** In the model. */
  readonly layers: number;
  readonly outlook: Outlook | null;
}

/** The answer in one line: how few layers matter, what the output is expected to have, and how it was found. */
export function Verdict({ study: { report }, layers, outlook }: VerdictProps) {
  const half = layersOfHalf(report);
  const measured = useCurrentVariant()?.comparison.sqnr.value;
  // The sum of single pins where only a kept report is left.
  const { data } = usePinEffects();
  const expected = sqnrOf(data?.before ?? outlook?.total ?? totalOf(report.layers));
  return (
    <div className="study-verdict">
      <Stat
        label={`${share(half.share)} of the error`}
        help={GLOSSARY.impact}
        value={half.layers === 1 ? "1 layer" : `${count(half.layers)} layers`}
        note={`of ${count(layers)}`}
      />
      <Stat
        label="Output SQNR expected"
        help={GLOSSARY.expectedSqnr}
        value={Number.isFinite(expected) ? decibel(expected) : "no error"}
        note={
          measured === undefined || !Number.isFinite(measured) ? "not measured yet" : `measured ${decibel(measured)}`
        }
      />
      <p className="flat muted small study-method">{methodText(report)}</p>
    </div>
  );
}

function methodText({ layers, rerun }: FinishedStudy["report"]): string {
  const verified = layers.filter((layer) => layer.verified !== null).length;
  const adjoint = layers.filter((layer) => layer.method === "adjoint").length;
  const sentences = [`${count(adjoint)} layers from gradients at the output, all at once`];
  if (rerun.layers > 0) {
    const ops = rerun.ops.length === 0 ? "" : ` (no backward rule for ${rerun.ops.join(", ")})`;
    sentences.push(`${count(rerun.layers)} by running the rest of the network again${ops}`);
  }
  if (verified > 0) sentences.push(`the worst ${count(verified)} verified by real runs with one layer quantized`);
  return `${sentences.join("; ")}. Errors of layers add up to first order: a ranking proposes, a measurement decides.`;
}
