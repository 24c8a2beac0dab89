/** @file A look into a zip without unpacking it. Loaded only when an archive is met. */
import { BlobReader, BlobWriter, configure, ZipReader, type FileEntry } from "@zip.js/zip.js";

/** How long the page may be kept busy at a stretch, ms. */
const TURN = 10;

// The few small files read here are not worth a worker.
configure({ useWebWorkers: false });

/** Paths of the files in an archive. */
export async function listZip(blob: Blob): Promise<readonly string[]> {
  const entries = await fileEntries(blob);
  return entries.map((entry) => entry.filename);
}

/** Unpacks the files that `choose` picks out of all paths, in that order. */
export async function readFromZip(
  blob: Blob,
  choose: (paths: readonly string[]) => readonly string[],
): Promise<readonly { readonly path: string; readonly blob: Blob }[]> {
  const entries = new Map((await fileEntries(blob)).map((entry) => [entry.filename, entry]));
  const chosen = choose([...entries.keys()]).map((path) => entries.get(path));
  return Promise.all(
    chosen
      .filter((e) => e !== undefined)
      .map(async (e) => ({ path: e.filename, blob: await e.getData(new BlobWriter()) })),
  );
}

/** In turns: the directory of a large archive takes seconds to read, on the thread that draws the page. */
async function fileEntries(blob: Blob): Promise<FileEntry[]> {
  const files: FileEntry[] = [];
  let turn = performance.now();
  for await (const entry of new ZipReader(new BlobReader(blob)).getEntriesGenerator()) {
    if (!entry.directory) files.push(entry);
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    turn = performance.now();
  }
  return files;
}
