/**
 * @file Answers in a database of this browser, a few dozen to a row. Bounded: the group that was not used for longest
 * goes first. Loaded with the first answer.
 */
import type { Dexie, EntityTable } from "dexie";
import type { AnsweredBy, AnswerStore, Stored } from "./answer-store.ts";

/** Answers of another runtime are other answers; raise the number when the way they are kept changes. */
export const ANSWERED_WITH = "onnxruntime-web 1.30.0, kept 1";

/** All answers together, bytes; less where the browser has less. */
const LIMIT = 1e9;
/** Of what the browser grants the page. */
const SHARE = 0.2;
const NAME = "qstudio-answers";

interface GroupRow extends AnsweredBy {
  readonly group: string;
  /** When it was last used, ms since 1970. */
  readonly at: number;
  readonly bytes: number;
}

interface ChunkRow {
  readonly id: number;
  readonly group: string;
  readonly keys: readonly string[];
  readonly answers: readonly Stored[];
}

interface Tables {
  readonly db: Dexie;
  readonly groups: EntityTable<GroupRow, "group">;
  readonly chunks: EntityTable<ChunkRow, "id">;
}

export function answersInBrowser(limit = LIMIT): AnswerStore {
  let opened: Promise<Tables> | undefined;
  const tables = () => (opened ??= open());
  return {
    async find(model, each) {
      const group = `${ANSWERED_WITH}: ${model}`;
      const { groups, chunks } = await tables();
      const known = await groups.get(group);
      if (known === undefined) return null;
      await groups.update(group, { at: Date.now() });
      // One row at a time: all of them may be hundreds of megabytes.
      for (const id of await chunks.where("group").equals(group).primaryKeys()) {
        const row = await chunks.get(id);
        for (const [i, key] of (row?.keys ?? []).entries()) each(key, row?.answers[i] as Stored);
      }
      const { runtime, times } = known;
      return { runtime, times };
    },
    async add(model, answers, by) {
      const group = `${ANSWERED_WITH}: ${model}`;
      const { db, groups, chunks } = await tables();
      const size = [...answers.values()].reduce((sum, stored) => sum + bytesOf(stored), 0);
      const room = await roomFor(limit);
      await db.transaction("rw", [groups, chunks], async () => {
        const bytes = ((await groups.get(group))?.bytes ?? 0) + size;
        if (bytes > room) throw new Error("its answers take more room than the browser has for them");
        await chunks.add({ group, keys: [...answers.keys()], answers: [...answers.values()] });
        await groups.put({ group, ...by, at: Date.now(), bytes });
        await evict({ db, groups, chunks }, group, room);
      });
    },
  };
}

async function open(): Promise<Tables> {
  const { Dexie: Base } = await import("dexie");
  const db = new Base(NAME);
  db.version(1).stores({ groups: "group, at", chunks: "++id, group" });
  await db.open();
  return { db, groups: db.table("groups"), chunks: db.table("chunks") };
}

async function roomFor(limit: number): Promise<number> {
  const { quota } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined ? limit : Math.min(limit, SHARE * quota);
}

/** Forgets other groups, the least recently used first. */
async function evict({ groups, chunks }: Tables, present: string, room: number): Promise<void> {
  const all = await groups.orderBy("at").toArray();
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { group, bytes } of all) {
    if (total <= room) return;
    if (group === present) continue;
    await chunks.where("group").equals(group).delete();
    await groups.delete(group);
    total -= bytes;
  }
}

/** About what a row takes for it. */
function bytesOf(stored: Stored): number {
  if ("skipped" in stored) return 256;
  const { output, outputs = [], boxes, mask, truth } = stored.answer;
  const right = truth?.kind === "mask" ? truth.mask.data.byteLength : 0;
  const arrays = [output, ...outputs, ...(boxes ? [boxes] : []), ...(mask ? [mask.data] : [])];
  return 256 + right + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
