/** @file NumPy's .npz: a zip of .npy files, one per array. */
import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { parseNumberTable } from "../core/samples/number-table.ts";
import { formatNpy, parseNpy } from "../core/samples/npy.ts";
import type { Tensor } from "../core/tensor.ts";
import { unzip } from "./zip.ts";

/**
 * The arrays of a .npz by name; of a .npy its one array under "", of a .csv its table.
 * @param file named in errors, and tells the two apart
 * @throws StudioError `data/zip`; Error in one sentence for a damaged array
 */
export async function readArrays(blob: Blob, file: string): Promise<ReadonlyMap<string, Tensor>> {
  if (/\.csv$/i.test(file)) return new Map([["", parseNumberTable(await blob.text())]]);
  if (!/\.npz$/i.test(file)) return new Map([["", parseNpy(await bytesOf(blob))]]);
  const arrays = new Map<string, Tensor>();
  for (const { path, blob: member } of await unzip(blob, file)) {
    if (/\.npy$/i.test(path)) arrays.set(path.slice(0, -4), parseNpy(await bytesOf(member)));
  }
  return arrays;
}

/** A .npz of these arrays, not compressed, the same bytes each time. */
export async function writeArrays(arrays: Readonly<Record<string, Tensor>>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { level: 0, lastModDate: new Date(2020, 0, 1) });
  for (const [name, tensor] of Object.entries(arrays)) {
    await writer.add(`${name}.npy`, new Uint8ArrayReader(formatNpy(tensor)));
  }
  return writer.close();
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
