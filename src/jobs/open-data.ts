/** @file Open samples: archives unpacked, labels joined, everything that was left out named. */
import { assembleDataset } from "../core/samples/assemble.ts";
import { type ClassList, isClassList, parseClassList } from "../core/samples/class-list.ts";
import type { Dataset, Role, Sample } from "../core/samples/dataset.ts";
import { datasetHash } from "../platform/hash.ts";
import { archiveKey, isZip, unzip, type Entry } from "../platform/zip.ts";
import { boxFilesOf, readBoxes } from "./box-labels.ts";
import type { Desk, OpenData } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { joinHardCases } from "./hard-cases.ts";
import { contentHash, foldersAsSegments, inSegment, labelled, marked, moreLabels } from "./labels/dataset-labels.ts";
import { findPairs } from "./labels/paired.ts";
import { readTable } from "./labels/table.ts";
import type { Progress, StudioApi } from "./protocol.ts";

/** Folders that say what their samples are for. */
const ROLE_FOLDERS: Readonly<Record<Role, RegExp>> = {
  calibration: /(^|\/)(calib|calibration|train|training)\//i,
  validation: /(^|\/)(val|valid|validation|test|eval)\//i,
};

/** How many files are read at the same time: a read mostly waits, and this many large photos fit in memory. */
const READS = 16;

type Request = StudioApi["openData"]["request"];
type DataDesk = Pick<Desk, "data" | "archives"> & Partial<Pick<Desk, "deps">>;

/**
 * @param hard samples that join a validation set as the segment "hard cases", labelled with its classes
 * @throws StudioError `data/none`, `data/labels`, `data/classes`, `data/boxes`, `data/label-columns`, `data/truth`, `data/zip`
 */
export async function openDataJob(
  desk: DataDesk,
  { files, name, role, hard }: Request,
  job: Job<Progress>,
): Promise<Dataset> {
  const main = await openSet(desk, { files, name, role }, job);
  const opened = hard === undefined ? main : await withHardCases(desk, main, hard, job);
  desk.data.put(opened.dataset.hash, opened);
  return opened.dataset;
}

async function withHardCases(
  desk: DataDesk,
  main: OpenData,
  { files, name }: NonNullable<Request["hard"]>,
  job: Job<Progress>,
): Promise<OpenData> {
  const { classes } = main.dataset;
  const known = classes.length === 0 ? {} : { order: { file: "the validation samples", classes }, only: true };
  return joinHardCases(main, await openSet(desk, { files, name, role: "validation", ...known }, job));
}

interface SetRequest {
  readonly files: readonly Entry[];
  readonly name: string;
  readonly role: Role;
  /** Classes by index; of the list beside the samples when left out. */
  readonly order?: ClassList;
  /** There are no other classes. */
  readonly only?: boolean;
}

async function openSet(desk: DataDesk, request: SetRequest, job: Job<Progress>): Promise<OpenData> {
  const { files, name, role, only = false } = request;
  const all = await unpack(desk, files, job.signal);
  const ofRole = filesOfRole(all, role);
  // Labels of all roles may lie beside the folders of the roles.
  const withBoxes = boxFilesOf(ofRole) === null ? all : ofRole;
  const boxFiles = boxFilesOf(withBoxes);
  const labelFiles = new Set([...(boxFiles?.paths ?? []), ...(boxFiles?.classes ?? [])]);
  const { rest, kinds } = findPairs(ofRole.filter(({ path }) => !labelFiles.has(path)));
  const order = request.order ?? (await classListOf(all));
  const { chosen, csv, values, segmentOf } = await readTable(rest, order);
  const paths = chosen.map(({ path }) => path);
  const { classes, skipped, labelSource, entries, ...found } = assembleDataset(paths, {
    source: name,
    role,
    only,
    ...(order && { order }),
    ...(csv && { csv }),
  });
  const samples = segmentOf === null ? found.samples : found.samples.map((sample) => inSegment(sample, segmentOf));
  const opened = new Map([...entries].map(([id, index]) => [id, chosen[index] as Entry]));
  const blobs = new Map([...opened].map(([id, { blob }]) => [id, blob]));
  const contents = await contentsOf(samples, opened, job);
  const bytes = await datasetHash(samples, contents);
  const plain: Dataset = { hash: bytes, name, samples, classes, skipped, labelSource };
  // Nothing is scored over calibration samples.
  if (role === "calibration") return { dataset: plain, blobs, contents };
  const boxes = boxFiles && (await readBoxes(boxFiles, withBoxes, samples, desk.deps?.decode));
  const labels = await moreLabels(kinds, values, opened);
  const own = boxes === null && labels.length === 0 ? plain : foldersAsSegments(plain);
  const dataset = await labelled(boxes === null ? own : await marked(own, boxes), labels);
  return { dataset, blobs, contents, labels, ...(boxes !== null && { boxesOf: boxes.truthOf }) };
}

/** The list of class names closest to the top that is one. */
async function classListOf(files: readonly Entry[]): Promise<ClassList | null> {
  const lists = files.filter(({ path }) => isClassList(path)).toSorted((a, b) => a.path.length - b.path.length);
  for (const { path, blob } of lists) {
    const list = parseClassList(await blob.text(), path);
    if (list !== null) return list;
  }
  return null;
}

async function unpack(desk: DataDesk, files: readonly Entry[], signal: AbortSignal): Promise<readonly Entry[]> {
  const lists = files.map(async (file): Promise<readonly Entry[]> => {
    if (!isZip(file.path)) return [file];
    const key = await archiveKey(file.blob, file.path);
    return desk.archives.get(key, () => unzip(file.blob, file.path), signal);
  });
  return (await Promise.all(lists)).flat();
}

/** A folder or archive that holds both roles gives each its own part. */
function filesOfRole(files: readonly Entry[], role: Role): readonly Entry[] {
  const other: Role = role === "calibration" ? "validation" : "calibration";
  const own = files.filter(({ path }) => ROLE_FOLDERS[role].test(path));
  const both = own.length > 0 && files.some(({ path }) => ROLE_FOLDERS[other].test(path));
  return both ? own : files;
}

/** By id. */
async function contentsOf(
  samples: readonly Sample[],
  opened: ReadonlyMap<string, Entry>,
  { signal, progress }: Job<Progress>,
): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (let from = 0; from < samples.length; from += READS) {
    signal.throwIfAborted();
    const part = samples.slice(from, from + READS);
    const hashes = await Promise.all(part.map(({ id }) => contentHash(opened.get(id) as Entry)));
    for (const [i, { id }] of part.entries()) contents.set(id, hashes[i] as string);
    progress({ stage: "open", done: contents.size, total: samples.length, unit: "samples" });
  }
  return contents;
}
