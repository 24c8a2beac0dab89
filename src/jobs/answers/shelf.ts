/** @file Answers of earlier visits and of other sets with the same samples: looked up before anything runs, written while it runs. */
import type { SampleResult, Truth } from "../../core/evaluate/evaluation.ts";
import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { AnswerStore, Stored } from "../../platform/answer-store.ts";
import { sha256 } from "../../platform/hash.ts";
import { keyOf } from "../desk.ts";
import type { Measurement, SampleSet } from "../evaluate.ts";
import { fromStored, toStored, truthKey } from "./stored.ts";

/** Answers that are written at once; a reload loses no more than these, or those of the last second. */
const CHUNK = 64;
const FLUSH_AFTER = 1000;

export interface Shelved {
  readonly store: AnswerStore;
  /** SHA-256 of the model's file. */
  readonly model: string;
  readonly further: readonly string[];
  readonly task: TaskId;
  readonly set: SampleSet;
  /** SHA-256 of a sample's bytes, by id. */
  readonly contents: ReadonlyMap<string, string>;
  readonly truthOf: (id: string) => Truth | undefined;
  /** What runs the model now. */
  readonly runtime: () => string;
}

export interface Shelf {
  /** Adds what is known of samples that were not answered yet. */
  recall(): Promise<void>;
  add(result: SampleResult): void;
  /** Writes what is left, samples that do not decode among it. */
  end(): Promise<void>;
}

/** What goes wrong with the store is said in `kept.unkept` and stops nothing. */
export function openShelf(shelved: Shelved, kept: Measurement): Shelf {
  const { store, set, task, contents, truthOf } = shelved;
  const group = sha256(keyOf(shelved.model, set.preprocess, shelved.further));
  let waiting = new Map<string, Stored>();
  let writing: Promise<void> = Promise.resolve();
  let last = performance.now();
  const fail = (error: unknown) => {
    const said = error instanceof Error ? error.message : "no reason given";
    kept.unkept = `This browser does not keep the answers (${said}): after a reload they are measured again.`;
  };
  const write = async (answers: ReadonlyMap<string, Stored>) => {
    if (kept.unkept !== undefined || answers.size === 0) return;
    const by = { runtime: shelved.runtime(), times: kept.times };
    await store.add(await group, answers, by).catch(fail);
  };
  const flush = () => {
    const answers = waiting;
    waiting = new Map();
    last = performance.now();
    writing = writing.then(() => write(answers));
  };
  const put = (key: string, stored: Stored) => {
    waiting.set(key, stored);
    if (waiting.size >= CHUNK || performance.now() - last > FLUSH_AFTER) flush();
  };
  /** Large answers are in the terms of a task, and some of them in those of the label; others can be read anew. */
  const readKey = (id: string, content: string) => `${content} ${task} ${truthKey(truthOf(id))}`;
  const skippedBefore = new Set(kept.skipped.keys());
  return {
    async recall() {
      const wanted = new Map<string, number[]>();
      const want = (key: string, at: number) => wanted.set(key, [...(wanted.get(key) ?? []), at]);
      for (const [at, { id, index }] of set.samples.entries()) {
        const content = contents.get(id);
        if (content === undefined || kept.results.has(index) || kept.skipped.has(id)) continue;
        want(content, at);
        want(readKey(id, content), at);
      }
      if (wanted.size === 0) return;
      const take = (key: string, stored: Stored) => {
        for (const at of wanted.get(key) ?? []) {
          const sample = set.samples[at];
          if (sample === undefined) continue;
          const { id, index } = sample;
          if ("skipped" in stored) kept.skipped.set(id, { id, ...stored.skipped });
          else kept.results.set(index, fromStored(stored.answer, sample, truthOf(id)));
        }
      };
      const by = await store.find(await group, take).catch(fail);
      if (!by) return;
      kept.runtime = by.runtime;
      if (kept.times.length === 0) kept.times.push(...by.times);
      for (const id of kept.skipped.keys()) skippedBefore.add(id);
    },
    add(result) {
      const content = contents.get(result.id);
      if (content === undefined) return;
      const key = result.sketch === undefined ? content : readKey(result.id, content);
      put(key, { answer: toStored(result) });
    },
    async end() {
      for (const { id, ...skipped } of kept.skipped.values()) {
        const content = contents.get(id);
        if (content !== undefined && !skippedBefore.has(id)) put(content, { skipped });
      }
      flush();
      await writing;
    },
  };
}
