/** @file Paths of dropped files: always `/`, relative, without the folder that was dropped. */

const IMAGE = /\.(jpe?g|png|webp|gif|bmp)$/i;
const AUDIO = /\.wav$/i;
const TENSOR = /\.np[yz]$/i;
/** What operating systems leave behind in folders and archives. */
const JUNK = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;

export type FileKind = "image" | "audio" | "tensor";

/** What a file holds by its name; null when it is no sample. */
export function fileKind(path: string): FileKind | null {
  if (IMAGE.test(path)) return "image";
  if (AUDIO.test(path)) return "audio";
  return TENSOR.test(path) ? "tensor" : null;
}

export function isJunk(path: string): boolean {
  return JUNK.test(path);
}

/** Forward slashes, no leading `./` or `/`. */
export function normalise(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folder of a path with its trailing slash; "" at the top. */
export function folder(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/**
 * The folders that all paths share, with a trailing slash, or "". A dropped folder, a zip of it and its path
 * on the command line differ only in these.
 */
export function commonRoot(paths: readonly string[]): string {
  let root = folder(paths[0] ?? "");
  while (root !== "" && !paths.every((path) => path.startsWith(root))) root = folder(root.slice(0, -1));
  return root;
}
