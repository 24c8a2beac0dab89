/** @file Pictures that a network should make, in the layout and the range of its output: 0 to 1, which most networks write. */
import { StudioError } from "../../core/errors.ts";
import type { Truth } from "../../core/evaluate/evaluation.ts";
import type { Decode } from "../../platform/decode.ts";
import type { Entry } from "../../platform/zip.ts";

/** @param dims of the output, without the batch axis @throws StudioError `data/decode`, `data/truth` */
export async function readPicture({ path, blob }: Entry, dims: readonly number[], decode: Decode): Promise<Truth> {
  const { width, height, data } = await decode(blob, path);
  const last = dims.length === 3 && (dims[2] === 1 || dims[2] === 3) && dims[0] !== 1 && dims[0] !== 3;
  const [channels = 1, rows = 0, columns = 0] =
    dims.length === 2 ? [1, ...dims] : last ? [dims[2], dims[0], dims[1]] : dims;
  if (rows !== height || columns !== width) {
    throw new StudioError("data/truth", {
      file: path,
      message: `It is ${width} x ${height}, the model gives ${columns} x ${rows}`,
      fix: "Save the pictures to compare with in the size of the model's output.",
    });
  }
  const plane = width * height;
  const grey = (i: number) =>
    (0.299 * (data[3 * i] ?? 0) + 0.587 * (data[3 * i + 1] ?? 0) + 0.114 * (data[3 * i + 2] ?? 0)) / 255;
  const values = Float32Array.from({ length: plane * channels }, (_, at) => {
    if (channels === 1) return grey(at);
    const [pixel, c] = last ? [Math.floor(at / channels), at % channels] : [at % plane, Math.floor(at / plane)];
    return (data[3 * pixel + c] ?? 0) / 255;
  });
  return { kind: "picture", values, dims };
}
