/** @file Preprocessing in one line, so that a guess can be judged. */
import type { Preprocess } from "../core/samples/preprocess-spec.ts";

export function preprocessText(spec: Preprocess): string {
  const { preset, channels, layout, scale, mean, std } = spec;
  const parts = [
    resizeText(spec),
    `${channels} ${layout}`,
    `(x / ${scale} - [${mean.join(", ")}]) / [${std.join(", ")}]`,
  ];
  return `${preset === undefined ? "" : `${preset}: `}${parts.join("; ")}`;
}

function resizeText({ resize, width, height }: Preprocess): string {
  const size = `${width} x ${height}`;
  switch (resize.mode) {
    case "none":
      return `${size} as they are`;
    case "stretch":
      return `resized to ${size}`;
    case "crop":
      return `shorter side ${resize.shorter}, centre ${size}`;
    case "letterbox":
      return `fitted into ${size}, ${resize.place}, filled with ${resize.fill}`;
  }
}
