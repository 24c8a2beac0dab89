/** @file What labels need of pictures in Node: their size, and the class indices of a mask. */
import { promisify } from "node:util";
import { inflate } from "node:zlib";
import sharp from "sharp";
import { type Indices, pngIndices } from "../core/samples/png-indices.ts";
import { decodeError } from "./decode.ts";

const unpack = promisify(inflate);

/** Pixels as stored, without turning by EXIF, like the decoder. @throws StudioError `data/decode` */
export async function imageSize(blob: Blob, file: string): Promise<{ width: number; height: number }> {
  try {
    const { width, height } = await sharp(new Uint8Array(await blob.arrayBuffer())).metadata();
    return { width, height };
  } catch (error) {
    throw decodeError(file, error);
  }
}

/** Numbers that a mask stores, before its palette. @throws StudioError `data/decode` */
export async function maskIndices(blob: Blob, file: string): Promise<Indices> {
  try {
    return await pngIndices(new Uint8Array(await blob.arrayBuffer()), (bytes) => unpack(bytes));
  } catch (error) {
    throw decodeError(file, error);
  }
}
