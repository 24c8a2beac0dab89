import { describe, expect, test, vi } from "vitest";
import { sketched } from "../../core/evaluate/closeness/sketch.ts";
import type { SampleResult, Truth } from "../../core/evaluate/evaluation.ts";
import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { AnswerStore } from "../../platform/answer-store.ts";
import { memoryAnswers } from "../../testing/memory-answers.ts";
import { emptyMeasurement, type Measurement, type SampleSet } from "../evaluate.ts";
import { openShelf } from "./shelf.ts";

const BOX = { x: 1, y: 2, width: 3, height: 4, label: 5 };
const DETECTIONS = [{ ...BOX, score: 0.25 }];
const marked = (width: number): Truth => ({
  kind: "boxes",
  image: { width, height: 10, boxes: [{ ...BOX, area: 12, crowd: false }] },
});

const PREPROCESS = { width: 2, height: 2 } as SampleSet["preprocess"];

function setOf(ids: readonly string[]): SampleSet {
  const samples = ids.map((id, index) => ({ index, id, blob: new Blob(), label: index, segment: "new" }));
  return { data: "d", preprocess: PREPROCESS, samples };
}

interface Visit {
  readonly store: AnswerStore;
  readonly ids: readonly string[];
  readonly contents?: ReadonlyMap<string, string>;
  readonly truth?: Truth;
  readonly task?: TaskId;
  readonly model?: string;
}

function visit({ store, ids, truth, contents, task = "detection", model = "m" }: Visit) {
  const kept = emptyMeasurement();
  const known = contents ?? new Map(ids.map((id) => [id, `bytes of ${id}`]));
  const shelf = openShelf(
    {
      ...{ store, model, further: [], task, set: setOf(ids), contents: known },
      truthOf: () => truth,
      runtime: () => "wasm",
    },
    kept,
  );
  return { kept, shelf };
}

const small = (id: string): SampleResult => ({
  ...{ id, label: 9, segment: "old", top: [1, 0], confidence: [0.7, 0.3] },
  output: Float32Array.of(0, 1),
});
const large = (id: string): SampleResult =>
  sketched({ id, top: [], confidence: [], output: new Float32Array(5000).fill(2), detections: DETECTIONS }, 1);

async function remember(asked: Visit, results: readonly SampleResult[], change?: (kept: Measurement) => void) {
  const { kept, shelf } = visit(asked);
  change?.(kept);
  for (const result of results) shelf.add(result);
  await shelf.end();
  return kept;
}

async function recalled(asked: Visit): Promise<Measurement> {
  const { kept, shelf } = visit(asked);
  await shelf.recall();
  return kept;
}

describe("answers of an earlier visit", () => {
  test("are found by content, with the name and labels of now", async () => {
    const store = memoryAnswers();
    await remember({ store, ids: ["a"] }, [small("a")], (kept) => {
      kept.times.push({ preprocess: 1, model: 2, postprocess: 3 });
    });
    const contents = new Map([["renamed", "bytes of a"]]);
    const kept = await recalled({ store, ids: ["renamed", "fresh"], contents });
    expect([...kept.results]).toEqual([[0, { ...small("a"), id: "renamed", label: 0, segment: "new" }]]);
    expect([kept.runtime, kept.times]).toEqual(["wasm", [{ preprocess: 1, model: 2, postprocess: 3 }]]);
  });

  test("are those of the same model", async () => {
    const store = memoryAnswers();
    await remember({ store, ids: ["a"] }, [small("a")]);
    expect((await recalled({ store, ids: ["a"], model: "other" })).results.size).toBe(0);
    expect((await recalled({ store, ids: ["a"], task: "any" })).results.size).toBe(1);
  });

  test("of large outputs hold for one task and one label", async () => {
    const store = memoryAnswers();
    const asked = { store, ids: ["a"], truth: marked(20) };
    await remember(asked, [{ ...large("a"), truth: marked(20) }]);
    const kept = await recalled(asked);
    expect(kept.results.get(0)).toEqual({ ...large("a"), label: 0, segment: "new", truth: marked(20) });
    expect((await recalled({ ...asked, task: "any" })).results.size).toBe(0);
    expect((await recalled({ ...asked, truth: marked(30) })).results.size).toBe(0);
  });

  test("name what did not decode", async () => {
    const store = memoryAnswers();
    await remember({ store, ids: ["a", "bad"] }, [small("a")], (kept) => {
      kept.skipped.set("bad", { id: "bad", reason: "no image" });
    });
    const kept = await recalled({ store, ids: ["a", "bad"] });
    expect([...kept.skipped.values()]).toEqual([{ id: "bad", reason: "no image" }]);
  });

  test("a browser that refuses is named once and stops nothing", async () => {
    const refuse = async () => {
      throw new Error("the quota is exceeded");
    };
    const store: AnswerStore = { find: refuse, add: refuse };
    const kept = await remember({ store, ids: ["a"] }, [small("a")]);
    expect(kept.unkept).toContain("the quota is exceeded");
    expect((await recalled({ store, ids: ["a"] })).results.size).toBe(0);
  });

  test("are written while the run goes on", async () => {
    const store = memoryAnswers();
    const ids = Array.from({ length: 130 }, (_, i) => `${i}`);
    const { shelf } = visit({ store, ids });
    for (const id of ids) shelf.add(small(id));
    await vi.waitFor(() => expect([...store.groups.values()][0]?.size).toBeGreaterThanOrEqual(128));
    await shelf.end();
    expect([...store.groups.values()][0]?.size).toBe(130);
  });
});
