/** @file Unpacking archives, in workers and in Node. */
import { BlobReader, BlobWriter, configure, ZipReader, type FileEntry } from "@zip.js/zip.js";
import { StudioError } from "../core/errors.ts";

/** A file by its path inside the folder or archive it came from; bytes by reference. */
export interface Entry {
  readonly path: string;
  readonly blob: Blob;
}

// Archives are unpacked in a worker already.
configure({ useWebWorkers: false });

export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

/**
 * All files of an archive, those that macOS adds left out.
 * @param file named in errors
 * @throws StudioError `data/zip` when it is damaged or encrypted
 */
export async function unzip(archive: Blob, file: string): Promise<readonly Entry[]> {
  const reader = new ZipReader(new BlobReader(archive));
  try {
    const entries = await reader.getEntries();
    const files = entries.filter((entry): entry is FileEntry => !entry.directory && !isMacJunk(entry.filename));
    const unpacked: Entry[] = [];
    for (const entry of files) {
      unpacked.push({ path: entry.filename, blob: await entry.getData(new BlobWriter(), { checkSignature: true }) });
    }
    return unpacked;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError("data/zip", { file, message }, error);
  } finally {
    await reader.close();
  }
}

function isMacJunk(path: string): boolean {
  return path.startsWith("__MACOSX/") || path.endsWith(".DS_Store");
}
