/** @file Weights in files that the browser holds by reference: read in slices, written as parts of a new file. */
import { StudioError } from "../core/errors.ts";
import type { WeightSink, WeightSource } from "../core/stream/store.ts";

interface NamedBlob {
  readonly path: string;
  readonly blob: Blob;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** @param files what was dropped with the model; found by path, else by base name */
export function blobSource(files: readonly NamedBlob[]): WeightSource {
  const find = (location: string) =>
    files.find(({ path }) => path === location) ?? files.find(({ path }) => baseName(path) === baseName(location));
  return {
    async read({ location, offset, length }) {
      const blob = find(location)?.blob;
      if (blob === undefined) throw new StudioError("model/external-data", { tensor: location, location });
      if (offset + length > blob.size) {
        const size = `${location} has ${blob.size} bytes, ${offset + length} are needed`;
        throw new StudioError("model/external-data", { tensor: location, location: size });
      }
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    },
  };
}

/** A file that grows in the browser's own storage of blobs, not in this thread's memory. */
export function blobSink(location: string): WeightSink & { readonly blob: () => Blob } {
  const parts: Blob[] = [];
  return {
    location,
    // The blob copies the bytes, which may be reused then.
    write: async (bytes) => void parts.push(new Blob([bytes as Uint8Array<ArrayBuffer>])),
    blob: () => new Blob(parts),
  };
}
