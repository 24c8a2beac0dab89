/** @file What every image decoder of ours promises: the same bytes give the same pixels in browser and command line. */
import { StudioError } from "../core/errors.ts";
import type { Pixels } from "../core/samples/dataset.ts";

/**
 * Decodes JPEG, PNG, WebP, GIF (first frame) or BMP as stored: no colour management, no rotation by EXIF, transparency dropped.
 * @param file named in errors
 * @throws StudioError `data/decode`
 */
export type Decode = (blob: Blob, file: string) => Promise<Pixels>;

export function decodeError(file: string, cause: unknown): StudioError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StudioError("data/decode", { file, message }, cause);
}

/** `[n, 4]` to `[n, 3]`. */
export function dropAlpha(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
    rgb[o] = rgba[i] as number;
    rgb[o + 1] = rgba[i + 1] as number;
    rgb[o + 2] = rgba[i + 2] as number;
  }
  return rgb;
}
