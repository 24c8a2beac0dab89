/** @file The class indices of a mask, in workers and in Node alike. */
import { type Indices, pngIndices } from "../core/samples/png-indices.ts";
import { decodeError } from "./decode.ts";

/** Numbers that a mask stores, before its palette. @throws StudioError `data/decode` */
export async function maskIndices(blob: Blob, file: string): Promise<Indices> {
  try {
    return await pngIndices(new Uint8Array(await blob.arrayBuffer()), inflate);
  } catch (error) {
    throw decodeError(file, error);
  }
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
