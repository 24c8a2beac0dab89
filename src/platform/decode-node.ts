/** @file Decoding in Node with libvips. Its JPEG and PNG equal Pillow's and Chromium's to the bit (decode.test.ts). */
import sharp from "sharp";
import type { Pixels } from "../core/samples/dataset.ts";
import { decodeBmp, isBmp } from "./bmp.ts";
import { decodeError, type Decode } from "./decode.ts";

export const decodeInNode: Decode = async (blob, file) => {
  try {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return isBmp(bytes) ? decodeBmp(bytes) : await decodeWithSharp(bytes);
  } catch (error) {
    throw decodeError(file, error);
  }
};

async function decodeWithSharp(bytes: Uint8Array): Promise<Pixels> {
  const image = sharp(bytes, { ignoreIcc: true, failOn: "truncated", limitInputPixels: false });
  const raw = image.toColourspace("srgb").removeAlpha().raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
