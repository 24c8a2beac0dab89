import { expect, it } from "vitest";
import { decodeInNode } from "../platform/decode-node.ts";
import type { Entry } from "../platform/zip.ts";
import { colouredImage } from "../testing/small-project.ts";
import type { Desk, OpenData } from "./desk.ts";
import { createMemo } from "./memo.ts";
import { openDataJob } from "./open-data.ts";

const text = (path: string, content: string): Entry => ({ path, blob: new Blob([content]) });
const image = async (path: string, tone: number): Promise<Entry> => ({ path, blob: await colouredImage(0, tone) });

/** Class folders `blue` and `red`, and samples that join them. */
async function join(hard: readonly Entry[], more: readonly Entry[] = []) {
  const data = createMemo<OpenData>(4);
  const desk = { data, archives: createMemo<readonly Entry[]>(2), deps: { decode: decodeInNode } as Desk["deps"] };
  const job = { signal: new AbortController().signal, progress: () => {} };
  const files = [await image("set/blue/0.png", 0), await image("set/red/1.png", 1), ...more];
  const request = { files, name: "set", role: "validation" } as const;
  const dataset = await openDataJob(desk, { ...request, hard: { files: hard, name: "night" } }, job);
  return { dataset, opened: data.peek(dataset.hash), alone: await openDataJob(desk, request, job) };
}

it("hard cases are a segment of their own with the classes of the others, also from a single class folder", async () => {
  const { dataset, opened, alone } = await join([await image("night/red/1.png", 7)]);
  expect(dataset.samples).toEqual([
    { id: "blue/0.png", label: 0 },
    { id: "red/1.png", label: 1 },
    { id: "hard cases/red/1.png", label: 1, segment: "hard cases" },
  ]);
  expect(dataset.hardCases).toEqual({ name: "night", samples: 1 });
  expect([...(opened?.blobs.keys() ?? [])]).toEqual(dataset.samples.map(({ id }) => id));
  expect(opened?.contents?.size).toBe(3);
  expect(dataset.hash).not.toBe(alone.hash);
});

it("an id of the samples is never taken, and samples of other classes or with the same bytes are named", async () => {
  const hard = [
    await image("night/red/1.png", 8),
    await image("night/green/2.png", 9),
    await image("night/blue/again.png", 0),
  ];
  const { dataset } = await join(hard, [await image("set/hard cases/x.png", 3)]);
  expect(dataset.samples.map(({ id }) => id)).toEqual([
    "blue/0.png",
    "hard cases/x.png",
    "red/1.png",
    "hard cases 2/red/1.png",
  ]);
  expect(dataset.skipped).toEqual([
    { id: "hard cases 2/green/2.png", reason: "its class “green” is not in the validation samples" },
    {
      id: "hard cases 2/blue/again.png",
      reason: "the same bytes as blue/0.png, which is validated already: tag that one",
    },
  ]);
});

it("loose files have no label, and stay", async () => {
  const { dataset } = await join([await image("a.png", 5), await image("b.png", 6)]);
  expect(dataset.samples.slice(2)).toEqual([
    { id: "hard cases/a.png", segment: "hard cases" },
    { id: "hard cases/b.png", segment: "hard cases" },
  ]);
});

it("boxes of hard cases get the numbers that their classes have among the others", async () => {
  const coco = (name: string, file: string) =>
    JSON.stringify({
      images: [{ id: 1, file_name: file, width: 8, height: 8 }],
      categories: (name === "dog" ? ["cat", "dog"] : ["cow", "cat"]).map((n, i) => ({ id: i + 1, name: n })),
      annotations: [
        { id: 1, image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] },
        { id: 2, image_id: 1, category_id: 2, bbox: [3, 3, 2, 2] },
      ],
    });
  const main = text("set/annotations.json", coco("dog", "0.png"));
  const { dataset, opened } = await join(
    [await image("n/7.png", 7), text("n/annotations.json", coco("cow", "7.png"))],
    [main],
  );
  const hard = dataset.samples.find(({ segment }) => segment === "hard cases");
  // "cat" is 0 among the validation samples and 1 among the hard cases; "cow" is not known.
  expect(opened?.boxesOf?.(hard?.id ?? "")?.boxes.map(({ label, x }) => [label, x])).toEqual([[0, 3]]);
  expect(opened?.boxesOf?.("blue/0.png")?.boxes).toHaveLength(2);
  expect(dataset.boxes?.notes).toContain(
    "Hard cases: objects of the class “cow”, which the validation samples lack, are left out",
  );
});
