/** @file Preprocessing in one line, so that a guess can be judged. */
import type { ModelInputs } from "../core/graph/inputs.ts";
import type { AudioSpec, Preprocess } from "../core/samples/preprocess-spec.ts";

export function preprocessText(spec: Preprocess, { image }: Pick<ModelInputs, "image">): string {
  if (spec.audio !== undefined) return audioText(spec.audio);
  if (image === null) return "none";
  const { preset, channels, layout, scale, mean, std } = spec;
  const parts = [
    resizeText(spec),
    `${channels} ${layout}`,
    `(x / ${scale} - [${mean.join(", ")}]) / [${std.join(", ")}]`,
  ];
  return `${preset === undefined ? "" : `${preset}: `}${parts.join("; ")}`;
}

function audioText({ rate, length, fit }: AudioSpec): string {
  return `mono, ${rate} Hz, -1 to 1; ${length === null ? "any length" : `${length} samples, ${FITS[fit]}`}`;
}

const FITS: Readonly<Record<AudioSpec["fit"], string>> = {
  loudest: "the loudest part",
  start: "from the start",
  centre: "from the centre",
};

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
