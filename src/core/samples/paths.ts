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

/** Tables of numbers, as sensors write them; those that hold labels are none. */
const TABLE = /\.csv$/i;
const LABELS = /(^|\/)(labels|values|targets)\.csv$/i;

/** What an opened sample is: its name was accepted already. */
export function kindOfSample(id: string): FileKind {
  return fileKind(id) ?? (TABLE.test(id) ? "tensor" : "image");
}

/**
 * Which of these files are samples. A table is one only where there is nothing else: beside images and sounds tables say
 * something about them.
 */
export function samplesAmong(paths: readonly string[]): (path: string) => boolean {
  const hasTables = !paths.some(
    (path) => fileKind(path) !== null && !isJunk(path) && !/(^|\/)(labels|values|targets)\.npy$/i.test(path),
  );
  return (path) => fileKind(path) !== null || (hasTables && TABLE.test(path) && !LABELS.test(path));
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
