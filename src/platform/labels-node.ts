/** @file What labels need of pictures in Node: their size. */
import sharp from "sharp";
import { decodeError } from "./decode.ts";

/** Pixels as stored, without turning by EXIF, like the decoder. @throws StudioError `data/decode` */
export async function imageSize(blob: Blob, file: string): Promise<{ width: number; height: number }> {
  try {
    const { width, height } = await sharp(new Uint8Array(await blob.arrayBuffer())).metadata();
    return { width, height };
  } catch (error) {
    throw decodeError(file, error);
  }
}
