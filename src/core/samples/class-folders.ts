/** @file Class folders: `cat/1.jpg`, `dog/2.jpg`. Only where the folders can say the class index for certain. */
import { ordered } from "./labels.ts";

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
 * count in sorted order, as torchvision's ImageFolder does, or as in `order` where that holds them all.
 * @returns null when an image lies in no folder, when there are fewer than two folders, or when the folders
 * are some of ImageNet's: the position among some is not the class index
 */
export function classFolders(ids: readonly string[], order: readonly string[] = []): ClassFolders | null {
  if (!ids.every((id) => id.includes("/"))) return null;
  const first = (id: string) => id.slice(0, id.indexOf("/"));
  const names = [...new Set(ids.map(first))].sort();
  if (names.length < 2) return null;
  const listed = names.every((name) => order.includes(name));
  if (!listed && names.every((name) => WORDNET.test(name)) && names.length !== WORDNET_CLASSES) return null;
  if (names.every((name) => /^\d{1,6}$/.test(name))) return numbered(names, first);
  const classes = ordered(new Set(names), order);
  return { classes, labelOf: (id) => classes.indexOf(first(id)) };
}

function numbered(names: readonly string[], first: (id: string) => string): ClassFolders {
  const count = Math.max(...names.map(Number)) + 1;
  return { classes: Array.from({ length: count }, (_, i) => String(i)), labelOf: (id) => Number(first(id)) };
}
