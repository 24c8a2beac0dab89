/** @file A list of class names beside the samples: says which index a name has to the model. */
import { fileName } from "./paths.ts";

export interface ClassList {
  /** Name of the file it was read from. */
  readonly file: string;
  /** Class names by index. */
  readonly classes: readonly string[];
}

const NAMES = /^(labels|classes)\.(json|txt)$/i;

export function isClassList(path: string): boolean {
  return NAMES.test(fileName(path));
}

/** @returns null when the text is no plain list: a JSON array of different names, or one name per line */
export function parseClassList(text: string, path: string): ClassList | null {
  const file = fileName(path);
  const names = /\.json$/i.test(file) ? jsonOf(text) : text.split(/\r?\n/).map((line) => line.trim());
  if (!Array.isArray(names)) return null;
  while (names.at(-1) === "") names.pop();
  const plain = names.length > 0 && names.every((name) => typeof name === "string" && name !== "");
  return plain && new Set(names).size === names.length ? { file, classes: names } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
