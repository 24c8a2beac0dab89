/** @file Writes a project into the database of the browser, a part at a time and only what changed. */
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import type { Drop } from "../drop.ts";
import type { FinishedStudy } from "../slices/sensitivity.ts";
import type { Variant } from "../variants/variant.ts";
import { database, type KeptDrop, type KeptProject } from "./database.ts";
import { packEvaluation } from "./pack.ts";
import { blobsOf, recentHistory, type Snapshot, tooLarge } from "./snapshot.ts";

/** Blobs handed to the database at a time; each waits for the disk, while the page goes on. */
const PART = 32;

/** What was written of the project, to write only what is new. */
interface Written {
  readonly files: Map<Blob, number>;
  readonly drops: WeakMap<Drop, KeptDrop>;
  readonly variants: Map<string, Variant>;
  baseline: Evaluation | null;
  study: FinishedStudy | null;
}

/** What is in the database already when a kept project is opened. */
export interface Adopted {
  readonly files: ReadonlyMap<Blob, number>;
  readonly variants: readonly Variant[];
  readonly baseline: Evaluation | null;
  readonly study: FinishedStudy | null;
}

const NOTHING: Adopted = { files: new Map(), variants: [], baseline: null, study: null };

/** Thrown when a project is not kept, for a reason that is no failure. */
export class NotKept extends Error {}

export interface ProjectWriter {
  /** @throws NotKept with the reason in words */
  write(snapshot: Snapshot): Promise<void>;
  close(): void;
}

/** Of one project; one tab at a time may write it. @throws NotKept when another tab does */
export async function openWriter(id: string, adopted = NOTHING): Promise<ProjectWriter> {
  const release = await lock(`qstudio project ${id}`);
  if (release === null) throw new NotKept("It is open in another tab, which keeps it.");
  const written: Written = {
    files: new Map(adopted.files),
    drops: new WeakMap(),
    variants: new Map(adopted.variants.map((variant) => [variant.id, variant])),
    baseline: adopted.baseline,
    study: adopted.study,
  };
  let isFirst = true;
  return {
    async write(snapshot) {
      await writeFiles(snapshot, written);
      await writeProject(snapshot, written);
      await dropFiles(snapshot, written);
      if (isFirst) await dropOthers(snapshot, written);
      isFirst = false;
      await writeResults(snapshot, written);
      await writeStudy(snapshot, written);
    },
    close: release,
  };
}

/** How to give it back; null when it is held elsewhere. Without locks in the browser everything is ours. */
function lock(name: string): Promise<(() => void) | null> {
  // Types say that there are locks everywhere; pages without TLS have none.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const hold = (held: Lock | null) => {
      if (held === null) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(name, { ifAvailable: true }, hold).catch(reject);
  });
}

/** Every new file once. */
async function writeFiles(snapshot: Snapshot, { files }: Written): Promise<void> {
  const wanted = blobsOf(snapshot);
  const fresh = [...wanted].filter((blob) => !files.has(blob));
  if (fresh.length > 0) await requireRoom(fresh.reduce((sum, { size }) => sum + size, 0));
  const db = database();
  for (let from = 0; from < fresh.length; from += PART) {
    const part = fresh.slice(from, from + PART);
    const rows = part.map((blob) => ({ project: snapshot.id, blob }));
    const ids = await db.files.bulkAdd(rows, { allKeys: true });
    for (const [i, blob] of part.entries()) files.set(blob, ids[i] as number);
  }
}

async function requireRoom(size: number): Promise<void> {
  const { quota, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const why = tooLarge(size, quota === undefined ? undefined : quota - usage);
  if (why !== null) throw new NotKept(why);
}

async function writeProject(snapshot: Snapshot, written: Written): Promise<void> {
  const { id, name, bytes, preprocess, suggested, budget, last, trusted, place, tuneView } = snapshot;
  const { checks, measuredTimes } = snapshot;
  const kept = (drop: Drop | null) => (drop === null ? null : dropOf(drop, written));
  const row: KeptProject = {
    ...{ id, name, bytes, preprocess, suggested, budget, last, trusted, place, tuneView, checks, measuredTimes },
    at: Date.now(),
    variants: snapshot.variants.length,
    model: dropOf(snapshot.model, written),
    calibration: kept(snapshot.calibration),
    validation: kept(snapshot.validation),
    hardCases: kept(snapshot.hardCases),
    recipes: recentHistory(snapshot.recipeHistory),
  };
  await database().projects.put(row);
}

function dropOf(drop: Drop, { drops, files }: Written): KeptDrop {
  const known = drops.get(drop);
  if (known) return known;
  const kept = {
    name: drop.name,
    files: drop.files.map(({ path, blob }) => ({ path, file: files.get(blob) as number })),
  };
  drops.set(drop, kept);
  return kept;
}

/** Files of drops that were replaced. */
async function dropFiles(snapshot: Snapshot, { files }: Written): Promise<void> {
  const wanted = blobsOf(snapshot);
  const gone = [...files].filter(([blob]) => !wanted.has(blob));
  if (gone.length === 0) return;
  await database().files.bulkDelete(gone.map(([, id]) => id));
  for (const [blob] of gone) files.delete(blob);
}

/** What an earlier visit left under this id and the project no longer has. */
async function dropOthers({ id, variants }: Snapshot, { files }: Written): Promise<void> {
  const db = database();
  const own = new Set(files.values());
  const stored = await db.files.where("project").equals(id).primaryKeys();
  await db.files.bulkDelete(stored.filter((key) => !own.has(key)));
  const ids = new Set(variants.map((variant) => variant.id));
  const rows = await db.variants.where("project").equals(id).primaryKeys();
  await db.variants.bulkDelete(rows.filter(([, variant]) => !ids.has(variant)));
}

async function writeResults({ id, variants, baseline }: Snapshot, written: Written): Promise<void> {
  const db = database();
  for (const variant of variants) {
    if (written.variants.get(variant.id) === variant) continue;
    const { evaluation, ...rest } = variant;
    await db.variants.put({ project: id, id: variant.id, variant: rest, packed: packEvaluation(evaluation) });
    written.variants.set(variant.id, variant);
  }
  const present = new Set(variants.map((variant) => variant.id));
  const gone = [...written.variants.keys()].filter((key) => !present.has(key));
  await db.variants.bulkDelete(gone.map((key) => [id, key]));
  for (const key of gone) written.variants.delete(key);
  if (baseline === null || written.baseline === baseline.evaluation) return;
  await db.baselines.put({ project: id, bench: baseline.bench, packed: packEvaluation(baseline.evaluation) });
  written.baseline = baseline.evaluation;
}

async function writeStudy({ id, lastStudy }: Snapshot, written: Written): Promise<void> {
  if (lastStudy === null || written.study === lastStudy) return;
  await database().studies.put({ project: id, study: lastStudy });
  written.study = lastStudy;
}
