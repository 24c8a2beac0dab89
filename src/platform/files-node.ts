/** @file Folders and archives on disk, for the command line. Files are opened when they are read. */
import { openAsBlob } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { StudioError } from "../core/errors.ts";
import { isZip, unzip, type Entry } from "./zip.ts";

/**
 * Files of a folder, with everything below it, or of a .zip. Paths are relative to it, with `/`, sorted.
 * @throws StudioError `cli/file` when it is not there or not readable, `data/zip`
 */
export async function readEntries(path: string): Promise<readonly Entry[]> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    if (!isFolder && isZip(path)) return await unzip(await openAsBlob(path), path);
    if (!isFolder) throw new Error("It is neither a folder nor a .zip file.");
    const found = await readdir(path, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    const entries = files.map(async (file) => {
      return { path: relative(path, file).split(sep).join("/"), blob: await openAsBlob(file) };
    });
    return (await Promise.all(entries)).sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError("cli/file", { file: path, message }, error);
  }
}
