/** @file Class folders: `cat/1.jpg`, `dog/2.jpg`. Only where the folders can say the class index for certain. */
import { ordered } from "./labels.ts";

export interface ClassFolders {
  /** Class names by index. */
  readonly classes: readonly string[];
  /** Null for a class that is not among the known ones. */
  readonly labelOf: (id: string) => number | null;
  /** The folder that names its class. */
  readonly nameOf: (id: string) => string;
}

/** WordNet ids, as ImageNet's folders are called, and how many classes make their order the class index. */
const WORDNET = /^n\d{8}$/;
const WORDNET_CLASSES = 1000;

/**
 * The first folder of each path is its class. Folders called 0, 1, 2 ... are the index itself; other names
 * count in sorted order, as torchvision's ImageFolder does, or as in `order` where that holds any of them.
 * @param only there are no classes beside those of `order`: one folder says it then, and others are no classes
 * @returns null when an image lies in no folder, when there are fewer than two folders, or when the folders
 * are some of ImageNet's: the position among some is not the class index
 */
export function classFolders(ids: readonly string[], order: readonly string[] = [], only = false): ClassFolders | null {
  if (!ids.every((id) => id.includes("/"))) return null;
  const nameOf = (id: string) => id.slice(0, id.indexOf("/"));
  const names = [...new Set(ids.map(nameOf))].sort();
  if (names.length < (only ? 1 : 2)) return null;
  const listed = names.some((name) => order.includes(name));
  if (only && !listed) return null;
  if (!listed && names.every((name) => WORDNET.test(name)) && names.length !== WORDNET_CLASSES) return null;
  if (!listed && names.every((name) => /^\d{1,6}$/.test(name))) return numbered(names, nameOf);
  const classes = ordered(new Set(names), order);
  const at = new Map(classes.map((name, index) => [name, index]));
  return { classes, nameOf, labelOf: (id) => at.get(nameOf(id)) ?? null };
}

function numbered(names: readonly string[], nameOf: (id: string) => string): ClassFolders {
  const count = Math.max(...names.map(Number)) + 1;
  const classes = Array.from({ length: count }, (_, i) => String(i));
  return { classes, nameOf, labelOf: (id) => Number(nameOf(id)) };
}
