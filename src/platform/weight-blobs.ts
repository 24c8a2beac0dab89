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

/** What a model calls `location`, among the files that were dropped with it: by path, else by base name. */
export function findBlob(files: readonly NamedBlob[], location: string): Blob | undefined {
  const named = files.find(({ path }) => path === location);
  return (named ?? files.find(({ path }) => baseName(path) === baseName(location)))?.blob;
}

/** @param files what was dropped with the model */
export function blobSource(files: readonly NamedBlob[]): WeightSource {
  return {
    async read({ location, offset, length }) {
      const blob = findBlob(files, location);
      if (blob === undefined) throw new StudioError("model/external-data", { tensor: location, location });
      if (offset + length > blob.size) {
        const size = `${location} has ${blob.size} bytes, ${offset + length} are needed`;
        throw new StudioError("model/external-data", { tensor: location, location: size });
      }
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    },
  };
}

/** A sink whose bytes can be read back as a blob when everything is written. */
export interface BlobSink extends WeightSink {
  readonly blob: () => Promise<Blob>;
}

/** Opens an empty one. */
export type OpenSink = (location: string) => Promise<BlobSink>;

/** A file that grows in the browser's own storage of blobs, not in this thread's memory. */
export async function blobSink(location: string): Promise<BlobSink> {
  const parts: Blob[] = [];
  return {
    location,
    // The blob copies the bytes, which may be reused then.
    write: async (bytes) => void parts.push(new Blob([bytes as Uint8Array<ArrayBuffer>])),
    blob: async () => new Blob(parts),
  };
}
