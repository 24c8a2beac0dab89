import { useState } from "react";
import { objectChanges, sureOf } from "../../../core/evaluate/detection/changes.ts";
import { toImage } from "../../../core/evaluate/detection/to-image.ts";
import type { SampleResult } from "../../../core/evaluate/evaluation.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { FP32, type VariantName } from "../../../state/variant-name.ts";
import { VariantChip } from "../../parts/Chip.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { BoxPicture } from "./BoxPicture.tsx";

export interface BoxAnswersProps {
  readonly sample: string;
  readonly name: VariantName;
  readonly before: SampleResult | undefined;
  readonly after: SampleResult | undefined;
  readonly classes: readonly string[];
}

type Layout = "both" | "slider";

/** What both models found on an image: beneath each other, or one over the other with a slider between them. */
export function BoxAnswers({ sample, name, before, after, classes }: BoxAnswersProps) {
  const { validation, preprocess } = useFlow();
  const [layout, setLayout] = useState<Layout>("both");
  const [split, setSplit] = useState(50);
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const { original, width = 1, height = 1 } = preview.data ?? {};
  const truth = before?.truth?.kind === "boxes" ? before.truth.image : undefined;
  const found = (result: SampleResult | undefined) => {
    const sure = sureOf(result?.detections ?? []);
    // Without marks the size of the image was not known when the boxes were read.
    return truth || !preprocess ? sure : sure.map((box) => toImage(box, preprocess, { width, height }));
  };
  const picture = (of: VariantName, result: SampleResult | undefined) => (
    <BoxPicture
      blob={original}
      {...(truth ?? { width, height })}
      found={found(result)}
      truth={truth?.boxes}
      classes={classes}
      colour={of === FP32 ? "#7cd4ff" : "#ffb454"}
      title={of.title}
    />
  );
  return (
    <div className="stack">
      <Segmented
        label="How the answers are shown"
        options={[
          { value: "both", label: "Side by side" },
          { value: "slider", label: "Slider" },
        ]}
        value={layout}
        onChange={setLayout}
      />
      {layout === "both" ? (
        <div className="box-pair">
          {[{ of: FP32, result: before } as const, { of: name, result: after } as const].map(({ of, result }, i) => (
            <figure key={i}>
              {picture(of, result)}
              <figcaption className="row">
                <VariantChip name={of} />
                <span className="muted">{result ? objectsText(found(result).length) : "not measured"}</span>
              </figcaption>
            </figure>
          ))}
        </div>
      ) : (
        <div>
          <div className="box-slider">
            {picture(FP32, before)}
            <div className="box-over" style={{ clipPath: `inset(0 0 0 ${split}%)` }}>
              {picture(name, after)}
            </div>
            <i style={{ left: `${split}%` }} aria-hidden />
          </div>
          <div className="box-slider-control">
            <VariantChip name={FP32} />
            <input
              type="range"
              min={0}
              max={100}
              value={split}
              aria-label={`Slider between FP32 and ${name.title}`}
              aria-valuetext={`${split} % FP32, ${100 - split} % ${name.title}`}
              onChange={(event) => setSplit(Number(event.currentTarget.value))}
            />
            <VariantChip name={name} />
          </div>
        </div>
      )}
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
