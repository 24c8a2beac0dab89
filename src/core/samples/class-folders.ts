/** @file Class folders: `cat/1.jpg`, `dog/2.jpg`. Only where the folders can say the class index for certain. */

export interface ClassFolders {
  /** Class names by index. */
  readonly classes: readonly string[];
  readonly labelOf: (id: string) => number;
}

/** WordNet ids, as ImageNet's folders are called, and how many classes make their order the class index. */
const WORDNET = /^n\d{8}$/;
const WORDNET_CLASSES = 1000;

/**
 * The first folder of each path is its class. Folders called 0, 1, 2 ... are the index itself; other names
 * count in sorted order, as torchvision's ImageFolder does.
 * @returns null when an image lies in no folder, when there are fewer than two folders, or when the folders
 * are some of ImageNet's: the position among some is not the class index
 */
export function classFolders(ids: readonly string[]): ClassFolders | null {
  if (!ids.every((id) => id.includes("/"))) return null;
  const first = (id: string) => id.slice(0, id.indexOf("/"));
  const names = [...new Set(ids.map(first))].sort();
  if (names.length < 2) return null;
  if (names.every((name) => WORDNET.test(name)) && names.length !== WORDNET_CLASSES) return null;
  if (names.every((name) => /^\d{1,6}$/.test(name))) return numbered(names, first);
  return { classes: names, labelOf: (id) => names.indexOf(first(id)) };
}

function numbered(names: readonly string[], first: (id: string) => string): ClassFolders {
  const count = Math.max(...names.map(Number)) + 1;
  return { classes: Array.from({ length: count }, (_, i) => String(i)), labelOf: (id) => Number(first(id)) };
}
