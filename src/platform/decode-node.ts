/** @file Decoding in Node with libvips. Its JPEG and PNG equal Pillow's and Chromium's to the bit (decode.test.ts). */
import sharp from "sharp";
import { decodeError, type Decode } from "./decode.ts";

export const decodeInNode: Decode = async (blob, file) => {
  try {
    const image = sharp(await blob.arrayBuffer(), { ignoreIcc: true, failOn: "truncated", limitInputPixels: false });
    const raw = image.toColourspace("srgb").removeAlpha().raw({ depth: "uchar" });
    const { data, info } = await raw.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw decodeError(file, error);
  }
};
