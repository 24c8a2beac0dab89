import { objectChanges, sureOf } from "../../../../core/evaluate/detection/changes.ts";
import { toImage } from "../../../../core/evaluate/detection/to-image.ts";
import type { SampleResult } from "../../../../core/evaluate/evaluation.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { FP32, type VariantName } from "../../../../state/variant-name.ts";
import { VariantChip } from "../../../parts/Chip.tsx";
import type { AnswersProps } from "./answers.ts";
import { BoxPicture } from "./BoxPicture.tsx";
import { Compared, type Side } from "./Compared.tsx";

/** What both models found on an image, over the image and what is marked on it. */
export function BoxAnswers({ sample, name, before, after, classes }: AnswersProps) {
  const { validation, preprocess } = useFlow();
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const { original, width = 1, height = 1 } = preview.data ?? {};
  const truth = before?.truth?.kind === "boxes" ? before.truth.image : undefined;
  const found = (result: SampleResult | undefined) => {
    const sure = sureOf(result?.detections ?? []);
    // Without marks the size of the image was not known when the boxes were read.
    return truth || !preprocess ? sure : sure.map((box) => toImage(box, preprocess, { width, height }));
  };
  const side = (of: VariantName, colour: string, result: SampleResult | undefined): Side => ({
    title: of.title,
    tag: <VariantChip name={of} />,
    caption: result ? objectsText(found(result).length) : "not measured",
    picture: (
      <BoxPicture
        blob={original}
        {...(truth ?? { width, height })}
        found={found(result)}
        truth={truth?.boxes}
        classes={classes}
        colour={colour}
        title={of.title}
      />
    ),
  });
  return (
    <div className="stack">
      <Compared before={side(FP32, "#7cd4ff", before)} after={side(name, "#ffb454", after)} />
      {before?.detections && after?.detections && (
        <p className="flat muted">{changesText(before, after)} Dashed boxes are marked by people.</p>
      )}
    </div>
  );
}

function changesText(before: SampleResult, after: SampleResult): string {
  const truth = before.truth?.kind === "boxes" ? before.truth.image.boxes : undefined;
  const { lost, won, wrong } = objectChanges(before.detections ?? [], after.detections ?? [], truth);
  const extra = wrong.after - wrong.before;
  const found = `${lost.length} lost, ${won.length} found anew`;
  if (truth === undefined) return `${found} against FP32.`;
  return `${found}; ${extra === 0 ? "as many" : extra > 0 ? `${extra} more` : `${-extra} fewer`} finds where nothing is marked.`;
}

function objectsText(n: number): string {
  return n === 1 ? "1 object" : `${n} objects`;
}
