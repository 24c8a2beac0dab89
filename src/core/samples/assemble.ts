/** @file From a list of paths to a dataset: what is a sample, which class it has, what was left out and why. */
import { StudioError } from "../errors.ts";
import type { Role, Sample, Skipped } from "./dataset.ts";
import { classFolders } from "./class-folders.ts";
import { type ClassList, isClassList } from "./class-list.ts";
import { parseLabels, type LabelTable } from "./labels.ts";
import { commonRoot, fileName, folder, isJunk, normalise, samplesAmong } from "./paths.ts";

export interface Assembled {
  /** Sorted by id, in code unit order. */
  readonly samples: readonly Sample[];
  readonly classes: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly labelSource: string;
  /** Sample id to the index of its path in the list. */
  readonly entries: ReadonlyMap<string, number>;
}

export interface AssembleOptions {
  /** The text of the file that `findLabels` named. */
  readonly csv?: { readonly path: string; readonly text: string };
  /** Class names by index, from a file beside the samples. */
  readonly order?: ClassList;
  /** There are no classes beside those of `order`: samples of others are left out. */
  readonly only?: boolean;
  /** Name of the folder or archive, and what it is for: named in errors. */
  readonly source: string;
  readonly role: Role;
}

/** Files that describe a set rather than belong to it. */
const COMPANIONS = new Set(["labels.csv", "sample.json"]);

/** Path of the labels.csv closest to the top, or undefined. */
export function findLabels(paths: readonly string[]): string | undefined {
  const depth = (path: string) => path.split("/").length;
  const found = paths.filter((path) => !isJunk(path) && fileName(path).toLowerCase() === "labels.csv");
  return found.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))[0];
}

/**
 * @throws StudioError `data/none` without samples, `data/labels` when no row of labels.csv names one of them,
 * `data/label-columns`
 */
export function assembleDataset(paths: readonly string[], options: AssembleOptions): Assembled {
  const { csv, order, only = false, source, role } = options;
  const table = csv && parseLabels(csv.text, fileName(csv.path), order?.classes, only);
  const { entries, skipped } = sortOut(paths, csv && folder(normalise(csv.path)), only ? order?.classes : undefined);
  const ids = [...entries.keys()].sort();
  if (ids.length === 0) throw new StudioError("data/none", { role, source });
  const known = order?.file ?? "the list of classes";
  // Ranges need no classes.
  const naming = { file: fileName(csv?.path ?? ""), known, keeps: role === "calibration" };
  const labelled =
    table === undefined ? fromFolders(ids, order?.classes, { ...naming, only }) : fromTable(ids, table, naming);
  if (labelled.samples.length === 0) {
    const reason = labelled.skipped[0]?.reason ?? "";
    throw new StudioError("data/classes", {
      source,
      reason,
      known,
      classes: order?.classes.slice(0, 5).join(", ") ?? "",
    });
  }
  const kept = new Set(labelled.samples.map(({ id }) => id));
  return {
    ...labelled,
    ...(order &&
      isSame(labelled.classes, order.classes) && { labelSource: `${labelled.labelSource} and ${order.file}` }),
    skipped: [...skipped, ...labelled.skipped].sort((a, b) => (a.id < b.id ? -1 : 1)),
    entries: new Map([...entries].filter(([id]) => kept.has(id))),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

/**
 * Samples by id, and the files that are none. Ids start at `base`, or at the folder all files share.
 * @param classes names that are a class even when all files share the folder
 */
function sortOut(paths: readonly string[], base: string | undefined, classes: readonly string[] = []) {
  const wanted = paths.map((path, index) => ({ path: normalise(path), index })).filter(({ path }) => !isJunk(path));
  const isSample = samplesAmong(wanted.map(({ path }) => path));
  const usable = wanted.filter(({ path }) => isSample(path)).map(({ path }) => path);
  const shared = commonRoot(usable);
  const isClass = classes.includes(fileName(shared.slice(0, -1)));
  const root = base ?? (isClass ? folder(shared.slice(0, -1)) : shared);
  const entries = new Map<string, number>();
  const skipped: Skipped[] = [];
  for (const { path, index } of wanted) {
    const id = path.startsWith(root) ? path.slice(root.length) : path;
    if (path.endsWith("/") || COMPANIONS.has(fileName(path).toLowerCase()) || isClassList(path)) continue;
    if (!isSample(path)) skipped.push({ id, reason: "not an image, sound or tensor" });
    else if (!path.startsWith(root)) skipped.push({ id, reason: "outside the folder of labels.csv" });
    else if (entries.has(id)) skipped.push({ id, reason: "duplicate" });
    else entries.set(id, index);
  }
  return { entries, skipped };
}

type Labelled = Omit<Assembled, "entries">;

interface Naming {
  /** Name of the table. */
  readonly file: string;
  /** Where the known classes come from. */
  readonly known: string;
  /** Samples of unknown classes stay, without a label. */
  readonly keeps: boolean;
}

function fromTable(
  ids: readonly string[],
  { rows, unknown, classes }: LabelTable,
  { file, known, keeps }: Naming,
): Labelled {
  // The first row of a file counts, as the first file of a name does.
  const byFile = new Map(rows.toReversed().map((row) => [row.file, row]));
  const strangers = new Map(unknown.toReversed().map((row) => [row.file, row.name]));
  const present = new Set(ids);
  const skipped: Skipped[] = [...rows, ...unknown]
    .filter((row) => !present.has(row.file))
    .map((row) => ({ id: row.file, reason: `listed in ${file}, but not there` }));
  for (const row of rows) {
    const first = byFile.get(row.file);
    const differs = first?.label !== row.label || first.segment !== row.segment;
    if (present.has(row.file) && differs) {
      skipped.push({ id: row.file, reason: `listed twice in ${file} with other labels; the first row counts` });
    }
  }
  const samples: Sample[] = [];
  for (const id of ids) {
    const [row, stranger] = [byFile.get(id), strangers.get(id)];
    if (row !== undefined) {
      samples.push({ id, label: row.label, ...(row.segment === undefined ? {} : { segment: row.segment }) });
    } else if (stranger === undefined) skipped.push({ id, reason: `no row in ${file}` });
    else if (keeps) samples.push({ id });
    else skipped.push({ id, reason: unknownClass(stranger, known) });
  }
  if (samples.length > 0 || ids.some((id) => strangers.has(id)))
    return { samples, classes, skipped, labelSource: file };
  const [first, image] = [rows[0]?.file ?? "nothing", ids[0] ?? "nothing"];
  throw new StudioError("data/labels", { rows: rows.length, file, images: ids.length, first, image });
}

function unknownClass(name: string, known: string): string {
  return `its class “${name}” is not in ${known}`;
}

function fromFolders(
  ids: readonly string[],
  order: readonly string[] | undefined,
  { known, keeps, only }: Naming & { readonly only: boolean },
): Labelled {
  const found = classFolders(ids, order, only);
  if (found === null) return { samples: ids.map((id) => ({ id })), classes: [], skipped: [], labelSource: "none" };
  const samples: Sample[] = [];
  const skipped: Skipped[] = [];
  for (const id of ids) {
    const label = found.labelOf(id);
    if (label !== null) samples.push({ id, label });
    else if (keeps) samples.push({ id });
    else skipped.push({ id, reason: unknownClass(found.nameOf(id), known) });
  }
  return { samples, classes: found.classes, skipped, labelSource: "class folders" };
}
