import { useMemo } from "react";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { FP32, type VariantName } from "../../../../state/variant-name.ts";
import { BlobImage } from "../../../parts/BlobImage.tsx";
import { VariantChip } from "../../../parts/Chip.tsx";
import type { AnswersProps } from "./answers.ts";
import { Compared, type Side } from "./Compared.tsx";
import {
  apart,
  ENLARGED,
  picturePixels,
  pictureShape,
  scaleOf,
  type PictureShape,
  type Scale,
} from "./picture-pixels.ts";
import { PixelCanvas } from "./PixelCanvas.tsx";

export interface PictureAnswersProps extends AnswersProps {
  /** Of the output, without the batch axis; null while not known. */
  readonly dims: readonly number[] | null;
}

/** The pictures that both models make of a sample, how they differ, and what they should be. */
export function PictureAnswers({ sample, name, before, after, dims }: PictureAnswersProps) {
  const { validation, preprocess } = useFlow();
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const truth = before?.truth?.kind === "picture" ? before.truth : undefined;
  const shape = pictureShape(truth?.dims ?? dims);
  const [one, other] = [before?.output, after?.output];
  const scale = useMemo(() => (one ? scaleOf(one) : { lo: 0, hi: 1 }), [one]);
  const difference = useMemo(() => (one && other ? apart(one, other, scale) : null), [one, other, scale]);
  // Outputs of an earlier visit may have been too large to keep.
  if (shape === null || !one || one.length === 0) {
    return <p className="flat muted">The pictures appear when both models were measured over this sample.</p>;
  }
  const side = (of: VariantName, values: Float32Array | undefined): Side => ({
    title: of.title,
    tag: <VariantChip name={of} />,
    picture: <Picture label={`${of.title}: the output`} values={values} shape={shape} scale={scale} />,
  });
  const { network } = preview.data ?? {};
  return (
    <div className="stack">
      <Compared
        before={side(FP32, one)}
        after={side(name, other)}
        {...(difference && {
          difference: (
            <figure className="flat">
              <Picture
                label={`Where ${name.title} differs from FP32`}
                values={difference}
                shape={shape}
                scale={scale}
              />
              <figcaption className="muted">{ENLARGED} times the difference; black is none.</figcaption>
            </figure>
          ),
        })}
      />
      <div className="preview-pair">
        <figure className="flat">
          <div className="mask-picture">{network && <BlobImage blob={network} alt="The input of the network" />}</div>
          <figcaption className="muted small">Input</figcaption>
        </figure>
        {truth && (
          <figure className="flat">
            <Picture label="The picture to compare with" values={truth.values} shape={shape} scale={scale} />
            <figcaption className="muted small">Should be</figcaption>
          </figure>
        )}
      </div>
    </div>
  );
}

interface PictureProps {
  readonly label: string;
  readonly values: Float32Array | undefined;
  readonly shape: PictureShape;
  readonly scale: Scale;
}

function Picture({ label, values, shape, scale }: PictureProps) {
  const pixels = useMemo(() => values && picturePixels(values, shape, scale), [values, shape, scale]);
  const { width, height } = shape;
  return (
    <div className="mask-picture" role="img" aria-label={label} style={{ aspectRatio: `${width} / ${height}` }}>
      {pixels && <PixelCanvas pixels={pixels} width={width} height={height} />}
    </div>
  );
}
