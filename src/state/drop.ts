/** @file What a drop holds: which files are the model, which are samples, and what role the samples have. */
import { isClassList } from "../core/samples/class-list.ts";
import type { Role } from "../core/samples/dataset.ts";
import { fileKind } from "../core/samples/paths.ts";
import type { SourceFile } from "../jobs/protocol.ts";

/** Files that were dropped together for one purpose. `id` is unique in this page, so it is a cache key. */
export interface Drop {
  readonly id: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
}

export interface SortedDrop {
  readonly model: readonly SourceFile[];
  readonly calibration: readonly SourceFile[];
  readonly validation: readonly SourceFile[];
  /** Samples or archives whose role neither path nor company tells. */
  readonly unassigned: readonly SourceFile[];
}

const TABLE_OR_ARCHIVE = /\.(csv|zip)$/i;
/** Boxes of detectors, and the names of their classes. */
const LABELS = /\.(json|xml|txt|ya?ml|names)$/i;
const MODEL_FILE = /\.onnx$/i;
/** Notes and system files that come with folders and mean nothing here. */
const NOISE = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|__MACOSX\/.*|README(\.\w+)?|LICENSE(\.\w+)?)$/i;
const ROLE_FOLDERS: Readonly<Record<Role, RegExp>> = {
  calibration: /^(calib|calibration|train|training)$/i,
  validation: /^(val|valid|validation|test|eval)$/i,
};

function isData({ path }: SourceFile): boolean {
  return fileKind(path) !== null || TABLE_OR_ARCHIVE.test(path);
}

/** Role named by a folder of the path, or undefined. The file's own name is not a folder. */
export function roleOfPath(path: string): Role | undefined {
  const folders = path.split("/").slice(0, -1);
  return (Object.keys(ROLE_FOLDERS) as Role[]).find((role) => folders.some((f) => ROLE_FOLDERS[role].test(f)));
}

/** True when a list of paths holds both a calibration and a validation folder. */
export function holdsBothRoles(paths: readonly string[]): boolean {
  const roles = new Set(paths.map(roleOfPath));
  return roles.has("calibration") && roles.has("validation");
}

/**
 * Files beside an .onnx that are no samples are its external data. A drop without any sample, table or
 * archive is taken for a model, so that a wrong file is answered with the reason why it is none. Lists of
 * classes and boxes go to the role whose folder they are in, or to every role.
 */
export function sortDrop(dropped: readonly SourceFile[]): SortedDrop {
  const files = dropped.filter((f) => !NOISE.test(f.path));
  const data = files.filter(isData);
  const lists = data.length === 0 ? [] : files.filter((f) => isClassList(f.path) || LABELS.test(f.path));
  const rest = files.filter((f) => !data.includes(f) && !lists.includes(f));
  const isModel = data.length === 0 || rest.some((f) => MODEL_FILE.test(f.path));
  const byRole = (role: Role | undefined) => data.filter((f) => roleOfPath(f.path) === role);
  const named = { calibration: byRole("calibration"), validation: byRole("validation") };
  const guess = named.calibration.length + named.validation.length === 0 ? roleByCompany(data) : undefined;
  const roles = guess ?? { ...named, unassigned: byRole(undefined) };
  const withLists = (own: readonly SourceFile[], role?: Role) => {
    // Class lists serve all roles, wherever they are.
    const fits = (f: SourceFile) => isClassList(f.path) || [undefined, role].includes(roleOfPath(f.path));
    return own.length === 0 ? own : [...own, ...lists.filter((f) => role === undefined || fits(f))];
  };
  return {
    model: isModel ? rest : [],
    calibration: withLists(roles.calibration, "calibration"),
    validation: withLists(roles.validation, "validation"),
    unassigned: withLists(roles.unassigned),
  };
}

/** Two folders of which exactly one has a labels.csv: the labelled one validates, the other calibrates. */
function roleByCompany(data: readonly SourceFile[]): Omit<SortedDrop, "model"> | undefined {
  const top = (f: SourceFile) => f.path.split("/")[0] ?? "";
  const folders = [...new Set(data.filter((f) => f.path.includes("/")).map(top))];
  const labelled = folders.filter((name) => data.some((f) => f.path.toLowerCase() === `${name}/labels.csv`));
  if (folders.length !== 2 || labelled.length !== 1) return undefined;
  const inLabelled = (f: SourceFile) => top(f) === labelled[0];
  return {
    calibration: data.filter((f) => !inLabelled(f) && f.path.includes("/")),
    validation: data.filter(inLabelled),
    unassigned: data.filter((f) => !f.path.includes("/")),
  };
}

let drops = 0;

export function makeDrop(files: readonly SourceFile[], name = nameOf(files)): Drop {
  return { id: `drop-${++drops}`, name, files };
}

/** The common folder, or the file's own name, or a count. */
export function nameOf(files: readonly SourceFile[]): string {
  const [first] = files;
  if (first === undefined) return "nothing";
  if (files.length === 1) return first.path.split("/").at(-1) ?? first.path;
  const model = files.find((f) => MODEL_FILE.test(f.path));
  if (model) return model.path.split("/").at(-1) ?? model.path;
  const folder = first.path.split("/")[0] ?? "";
  const shared = first.path.includes("/") && files.every((f) => f.path.startsWith(`${folder}/`));
  return shared ? folder : `${files.length} files`;
}
