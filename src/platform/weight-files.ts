/** @file Weights in files on disk, for the command line: read where they lie, written as they are made. */
import { open, type FileHandle } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { WeightSink, WeightSource } from "../core/stream/store.ts";

/** @param folder the model's: weights may only lie in it or below */
export function fileSource(folder: string): WeightSource & { readonly close: () => Promise<void> } {
  const handles = new Map<string, Promise<FileHandle>>();
  const handleOf = (location: string) => {
    const known = handles.get(location) ?? openInside(folder, location);
    handles.set(location, known);
    return known;
  };
  return {
    async read({ location, offset, length }) {
      const handle = await handleOf(location);
      // Not zeroed, and its own memory: an aligned view of floats needs no copy.
      const bytes = Buffer.allocUnsafeSlow(length);
      const read = await fill(handle, bytes, offset);
      if (read === length) return new Uint8Array(bytes.buffer, 0, length);
      const size = `${location} has ${offset + read} bytes, ${offset + length} are needed`;
      throw new StudioError("model/external-data", { tensor: location, location: size });
    },
    async close() {
      const opened = await Promise.allSettled(handles.values());
      await Promise.all(opened.map((o) => (o.status === "fulfilled" ? o.value.close() : undefined)));
    },
  };
}

/** @throws StudioError `model/external-data` */
async function openInside(folder: string, location: string): Promise<FileHandle> {
  const refused = isAbsolute(location) || location.split(/[\\/]/).includes("..");
  try {
    if (!refused) return await open(join(folder, location), "r");
  } catch {
    // What follows names the file.
  }
  throw new StudioError("model/external-data", { tensor: location, location });
}

/** A single read ends at 2 GB or earlier. @returns bytes read */
async function fill(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(bytes.length - at, 1 << 30), offset + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

/** @throws Error of the file system when the file cannot be written */
export async function fileSink(path: string): Promise<WeightSink & { readonly close: () => Promise<void> }> {
  const handle = await open(path, "w");
  return {
    location: basename(path),
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    },
    close: () => handle.close(),
  };
}
