import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { FP32, type VariantName } from "../../../../state/variant-name.ts";
import { BlobImage } from "../../../parts/BlobImage.tsx";
import { precisionColour, VariantChip } from "../../../parts/Chip.tsx";
import { NOT_MEASURED, percent } from "../../../parts/format.ts";
import { className } from "../class-name.ts";
import type { AnswersProps } from "./answers.ts";
import { Compared, type Side } from "./Compared.tsx";
import { topOfBoth } from "./top-of-both.ts";

/** A picture and what the network sees of it, with the best classes of both models beside each other. */
export function ClassAnswers({ sample, name, before, after, classes }: AnswersProps) {
  return (
    <div className="stack">
      <SamplePicture sample={sample} />
      <TopClasses name={name} before={before} after={after} classes={classes} />
    </div>
  );
}

/** As it is and as the network sees it; text for tensors. */
export function SamplePicture({ sample }: { readonly sample: string }) {
  const { validation, preprocess } = useFlow();
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const { original, network, text } = preview.data ?? {};
  if (network === null) return <p className="flat mono small">{text}</p>;
  const side = (title: string, blob: Blob | null | undefined, alt: string): Side => ({
    title,
    tag: <span className="small">{title}</span>,
    picture: <div className="square-picture">{blob && <BlobImage blob={blob} alt={alt} />}</div>,
  });
  return (
    <Compared
      small
      before={side("Original", original, "The sample")}
      after={side("Network", network, "The sample as the network sees it")}
    />
  );
}

/** Every class that is among the best of either model, with both confidences; the right one is marked. */
function TopClasses({ name, before, after, classes }: Omit<AnswersProps, "sample">) {
  if (!before && !after) return <p className="flat muted">Not measured with these settings.</p>;
  const right = before?.label ?? after?.label;
  return (
    <table className="plain top-classes">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">
            <VariantChip name={FP32} />
          </th>
          <th scope="col">
            <VariantChip name={name} />
          </th>
        </tr>
      </thead>
      <tbody>
        {topOfBoth(before, after).map(({ index, confidence: [one, other] }) => (
          <tr key={index} data-right={index === right || undefined}>
            <th scope="row" title={className(classes, index)}>
              <span className="class-of">
                <span className="cut">{className(classes, index)}</span>
                {index === right && <span aria-label="right">✓</span>}
              </span>
            </th>
            <td>
              <Confidence of={FP32} value={one} isBest={before?.top[0] === index} />
            </td>
            <td>
              <Confidence of={name} value={other} isBest={after?.top[0] === index} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ConfidenceProps {
  readonly of: VariantName;
  /** 0..1; null where the class is not among its best. */
  readonly value: number | null;
  readonly isBest: boolean;
}

function Confidence({ of: { precision }, value, isBest }: ConfidenceProps) {
  if (value === null) return <span className="muted">{NOT_MEASURED}</span>;
  const width = `${Math.round(100 * value)}%`;
  return (
    <span className="confidence">
      <span className="track" aria-hidden>
        <i style={{ width, background: precisionColour(precision) }} />
      </span>
      <span className={isBest ? "number strong" : "number"}>{percent(100 * value)}</span>
    </span>
  );
}
