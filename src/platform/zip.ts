/** @file Unpacking archives, in workers and in Node. */
import { BlobReader, BlobWriter, configure, Uint8ArrayReader, ZipReader, type FileEntry } from "@zip.js/zip.js";
import { StudioError } from "../core/errors.ts";
import { sha256 } from "./hash.ts";
import { plainFile } from "./zip-memory.ts";

/** A file by its path inside the folder or archive it came from; bytes by reference. */
export interface Entry {
  readonly path: string;
  readonly blob: Blob;
  /** SHA-256 of the bytes, when they were in memory anyway. */
  readonly hash?: string;
}

/** Archives up to this size, bytes, are read at once; larger ones, and files in them, through streams. */
const IN_MEMORY = 512 * 2 ** 20;

/** The directory at the end of an archive of 80 000 files fits in this many bytes. */
const DIRECTORY = 8 * 2 ** 20;

// Archives are unpacked in a worker already.
configure({ useWebWorkers: false });

export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

/**
 * Tells archives apart without reading all of them: by name, size, time and the directory, which has the
 * name, size and checksum of each file.
 * @throws StudioError `data/zip` when it cannot be read
 */
export function archiveKey(archive: Blob, file: string): Promise<string> {
  return orRefuse(file, async () => {
    const time = archive instanceof File ? archive.lastModified : 0;
    return JSON.stringify([file, archive.size, time, await sha256(archive.slice(-DIRECTORY))]);
  });
}

/**
 * All files of an archive, those that macOS adds left out.
 * @param file named in errors
 * @param inMemory archives up to this size, bytes, are read at once
 * @throws StudioError `data/zip` when it is damaged or encrypted
 */
export function unzip(archive: Blob, file: string, inMemory = IN_MEMORY): Promise<readonly Entry[]> {
  return orRefuse(file, async () => {
    const bytes = archive.size <= inMemory ? new Uint8Array(await archive.arrayBuffer()) : null;
    const reader = new ZipReader(bytes ? new Uint8ArrayReader(bytes) : new BlobReader(archive));
    const unpacked: Entry[] = [];
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || isMacJunk(entry.filename)) continue;
      const plain = bytes && entry.uncompressedSize <= inMemory ? await plainFile(bytes, entry) : null;
      unpacked.push(await (plain ? ofBytes(archive, entry, plain) : streamed(entry)));
    }
    return unpacked;
  });
}

/** Stored files are not copied: they are parts of the archive. */
async function ofBytes(archive: Blob, entry: FileEntry, bytes: Uint8Array<ArrayBuffer>): Promise<Entry> {
  const { byteOffset, length } = bytes;
  const stored = length < bytes.buffer.byteLength;
  const blob = stored ? archive.slice(byteOffset, byteOffset + length) : new Blob([bytes]);
  return { path: entry.filename, blob, hash: await sha256(bytes) };
}

async function streamed(entry: FileEntry): Promise<Entry> {
  return { path: entry.filename, blob: await entry.getData(new BlobWriter(), { checkSignature: true }) };
}

async function orRefuse<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError("data/zip", { file, message }, error);
  }
}

function isMacJunk(path: string): boolean {
  return path.startsWith("__MACOSX/") || path.endsWith(".DS_Store");
}
