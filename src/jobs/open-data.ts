/** @file Open images: archives unpacked, labels joined, everything that was left out named. */
import { assembleDataset, findLabels } from "../core/samples/assemble.ts";
import type { Dataset, Role, Sample } from "../core/samples/dataset.ts";
import { datasetHash, sha256 } from "../platform/hash.ts";
import { isZip, unzip } from "../platform/zip.ts";
import type { Desk } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import type { Progress, SourceFile, StudioApi } from "./protocol.ts";

/** Folders that say what their images are for. */
const ROLE_FOLDERS: Readonly<Record<Role, RegExp>> = {
  calibration: /(^|\/)(calib|calibration|train|training)\//i,
  validation: /(^|\/)(val|valid|validation|test|eval)\//i,
};

type Request = StudioApi["openData"]["request"];

/** @throws StudioError `data/none`, `data/labels`, `data/label-columns`, `data/zip` */
export async function openDataJob(desk: Desk, { files, name, role }: Request, job: Job<Progress>): Promise<Dataset> {
  const chosen = filesOfRole(await unpack(files), role);
  const paths = chosen.map(({ path }) => path);
  const labels = findLabels(paths);
  const csv = chosen.find(({ path }) => path === labels);
  const { samples, classes, skipped, labelSource, entries } = assembleDataset(paths, {
    source: name,
    role,
    ...(csv && { csv: { path: csv.path, text: await csv.blob.text() } }),
  });
  const blobs = new Map([...entries].map(([id, index]) => [id, chosen[index]?.blob as Blob]));
  const hash = await hashOf(samples, blobs, job);
  const dataset: Dataset = { hash, name, samples, classes, skipped, labelSource };
  desk.data.put(hash, { dataset, blobs });
  return dataset;
}

async function unpack(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const lists = files.map(({ path, blob }) => (isZip(path) ? unzip(blob, path) : Promise.resolve([{ path, blob }])));
  return (await Promise.all(lists)).flat();
}

/** A folder or archive that holds both roles gives each its own part. */
function filesOfRole(files: readonly SourceFile[], role: Role): readonly SourceFile[] {
  const other: Role = role === "calibration" ? "validation" : "calibration";
  const own = files.filter(({ path }) => ROLE_FOLDERS[role].test(path));
  const both = own.length > 0 && files.some(({ path }) => ROLE_FOLDERS[other].test(path));
  return both ? own : files;
}

async function hashOf(
  samples: readonly Sample[],
  blobs: ReadonlyMap<string, Blob>,
  { signal, progress }: Job<Progress>,
): Promise<string> {
  const contents = new Map<string, string>();
  for (const { id } of samples) {
    signal.throwIfAborted();
    contents.set(id, await sha256(blobs.get(id) as Blob));
    progress({ stage: "open", done: contents.size, total: samples.length, unit: "images" });
  }
  return datasetHash(samples, contents);
}
