/** @file SHA-256 of files and of data sets: the keys of caches and what a recipe refers to. */
import type { Sample } from "../core/samples/dataset.ts";

/** @returns 64 hexadecimal digits */
export async function sha256(source: Blob | Uint8Array | string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await bytesOf(source));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function bytesOf(source: Blob | Uint8Array | string): Promise<BufferSource> {
  if (typeof source === "string") return new TextEncoder().encode(source);
  return source instanceof Blob ? source.arrayBuffer() : (source as Uint8Array<ArrayBuffer>);
}

/**
 * Hash of a data set: over id, label and content of each sample, whatever order they come in.
 * @param contents sample id to the hash of its file
 */
export function datasetHash(samples: readonly Sample[], contents: ReadonlyMap<string, string>): Promise<string> {
  const lines = samples.map(({ id, label }) => JSON.stringify([id, label ?? null, contents.get(id) ?? ""]));
  return sha256(lines.sort().join("\n"));
}
