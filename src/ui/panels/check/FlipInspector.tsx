import { IconPhotoSearch } from "@tabler/icons-react";
import type { SampleResult } from "../../../core/evaluate/evaluation.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { useShown } from "../../../state/shown.ts";
import { FP32, type VariantName } from "../../../state/variant-name.ts";
import { BlobImage } from "../../parts/BlobImage.tsx";
import { precisionColour, VariantChip } from "../../parts/Chip.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { percent } from "../../parts/format.ts";
import { BoxAnswers } from "./BoxAnswers.tsx";
import { className } from "./class-name.ts";
import { GateButton } from "./Gates.tsx";

/** The selected sample and what both models say of it. */
export function FlipInspector() {
  const { baseline, validation } = useFlow();
  const { name, results } = useShown();
  const selected = useStudio((s) => s.sample);
  const sample = validation.data?.samples.find((s) => s.id === selected);
  const of = (results: readonly SampleResult[] | undefined) => results?.find((r) => r.id === selected);
  const [before, after] = [of(baseline.data?.results), of(results)];
  const classes = validation.data?.classes ?? [];
  const isDetector = before?.detections !== undefined;
  if (!sample) {
    return (
      <Empty icon={<IconPhotoSearch size={28} stroke={1.5} />} title="No sample selected">
        Choose a sample to see it large, with the five best answers of FP32 and of the variant.
      </Empty>
    );
  }
  return (
    <div className="stack">
      <h2 className="mono inspector-title">{sample.id}</h2>
      {isDetector ? (
        <BoxAnswers sample={sample.id} name={name} before={before} after={after} classes={classes} />
      ) : (
        <Picture sample={sample.id} />
      )}
      <GateButton sample={sample.id} />
      <dl className="facts">
        {!isDetector && (
          <>
            <dt>Label</dt>
            <dd>{sample.label === undefined ? "none" : className(classes, sample.label)}</dd>
          </>
        )}
        {sample.segment !== undefined && (
          <>
            <dt>Segment</dt>
            <dd>{sample.segment}</dd>
          </>
        )}
      </dl>
      {!isDetector && (
        <>
          <Answers name={FP32} result={before} classes={classes} />
          <Answers name={name} result={after} classes={classes} />
        </>
      )}
    </div>
  );
}

function Picture({ sample }: { readonly sample: string }) {
  const { validation, preprocess } = useFlow();
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const { original, network } = preview.data ?? {};
  return (
    <div className="preview-pair">
      {[original, network].map((blob, i) => (
        <div key={i} className="preview-picture">
          <div>
            {blob && <BlobImage blob={blob} alt={i === 0 ? "The image" : "The image as the network sees it"} />}
          </div>
          <span className="small muted">{i === 0 ? "Original" : "Network"}</span>
        </div>
      ))}
    </div>
  );
}

interface AnswersProps {
  readonly name: VariantName;
  readonly result: SampleResult | undefined;
  readonly classes: readonly string[];
}

/** The five best classes with their confidence; the right one is marked. */
function Answers({ name, result, classes }: AnswersProps) {
  const right = result?.label;
  return (
    <section aria-label={`Answers of ${name.title}`}>
      <div className="section-head">
        <VariantChip name={name} />
      </div>
      {!result && <p className="flat muted">Not measured with these settings.</p>}
      <ol className="answers">
        {result?.top.map((index, i) => (
          <li key={index} data-right={index === right || undefined}>
            <span className="cut">
              {className(classes, index)}
              {index === right && <span aria-label="right"> ✓</span>}
            </span>
            <span className="track" aria-hidden>
              <i style={{ width: percentWidth(result.confidence[i]), background: precisionColour(name.precision) }} />
            </span>
            <span className="number">{percent(100 * (result.confidence[i] ?? 0))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function percentWidth(confidence: number | undefined): string {
  return `${Math.round(100 * (confidence ?? 0))}%`;
}
