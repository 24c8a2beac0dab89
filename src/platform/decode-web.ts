/** @file Decoding with the browser's own decoders, in a worker. Chromium's JPEG and PNG equal Pillow's to the bit. */
import { decodeError, dropAlpha, type Decode } from "./decode.ts";
import { hideExif } from "./exif.ts";
import { readStraight } from "./straight-alpha.ts";

export const decodeInBrowser: Decode = async (blob, file) => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  hideExif(bytes);
  const bitmap = await createImageBitmap(new Blob([bytes]), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  }).catch((error: unknown) => {
    throw decodeError(file, error);
  });
  const { width, height } = bitmap;
  try {
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (context === null) throw decodeError(file, "no canvas of this size");
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, width, height).data;
    return { width, height, data: dropAlpha(isOpaque(rgba) ? rgba : (readStraight(bitmap) ?? rgba)) };
  } finally {
    bitmap.close();
  }
};

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}
