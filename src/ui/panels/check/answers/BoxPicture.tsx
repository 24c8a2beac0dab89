import type { Box, Detection, TruthBox } from "../../../../core/evaluate/detection/box.ts";
import { BlobImage } from "../../../parts/BlobImage.tsx";
import { percent } from "../../../parts/format.ts";
import { className } from "../class-name.ts";

export interface BoxPictureProps {
  readonly blob: Blob | null | undefined;
  /** Of the image that the boxes are in, pixels. */
  readonly width: number;
  readonly height: number;
  readonly found: readonly Detection[];
  readonly truth: readonly TruthBox[] | undefined;
  readonly classes: readonly string[];
  /** Of the boxes that were found. */
  readonly colour: string;
  /** Whose boxes they are. */
  readonly title: string;
}

/** Height of a label, as a share of the image's width: legible at the size it is shown in. */
const LABEL = 0.036;

/** An image with what a model found, solid and named, over what is marked, dashed. */
export function BoxPicture({ blob, width, height, found, truth, classes, colour, title }: BoxPictureProps) {
  const names = found.map(({ label, score }) => `${className(classes, label)} ${percent(100 * score, 0)}`);
  const size = LABEL * Math.max(width, height);
  const line = { vectorEffect: "non-scaling-stroke", fill: "none" } as const;
  return (
    <div className="box-picture" style={{ aspectRatio: `${width} / ${height}` }}>
      {blob && <BlobImage blob={blob} alt="" />}
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${title}: ${names.length === 0 ? "no objects" : names.join(", ")}`}
      >
        {truth?.map((box, i) => (
          <rect key={`t${i}`} {...rect(box)} {...line} className="box-truth" />
        ))}
        {found.map((box, i) => (
          <g key={i}>
            <rect {...rect(box)} {...line} className="box-shade" />
            <rect {...rect(box)} {...line} stroke={colour} strokeWidth={2} />
            <text
              x={Math.max(0, box.x) + size * 0.2}
              y={Math.max(size, box.y + size * 0.95)}
              fontSize={size}
              className="box-name"
              aria-hidden
            >
              {names[i]}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function rect({ x, y, width, height }: Box) {
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}
