import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { formatNpy } from "../../core/samples/npy.ts";
import { decodeInNode } from "../../platform/decode-node.ts";
import type { Entry } from "../../platform/zip.ts";
import { colouredImage } from "../../testing/small-project.ts";
import type { Desk, OpenData } from "../desk.ts";
import { createMemo } from "../memo.ts";
import { openDataJob } from "../open-data.ts";

const SIDE = 8;
const TWO_CLASSES = { dims: [2, SIDE, SIDE], decode: decodeInNode };

const text = (path: string, content: string): Entry => ({ path, blob: new Blob([content]) });

async function images(folder: string, count = 2): Promise<readonly Entry[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => ({ path: `${folder}${i}.png`, blob: await colouredImage(i % 2, i) })),
  );
}

async function mask(path: string, values: readonly number[]): Promise<Entry> {
  const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => values[i % values.length] as number);
  return { path, blob: new Blob([new Uint8Array(await sharp(data, { raw }).toColourspace("b-w").png().toBuffer())]) };
}

async function open(files: readonly Entry[]) {
  const data = createMemo<OpenData>(4);
  const desk = { data, archives: createMemo<readonly Entry[]>(2), deps: { decode: decodeInNode } as Desk["deps"] };
  const job = { signal: new AbortController().signal, progress: () => {} };
  const dataset = await openDataJob(desk, { files, name: "set", role: "validation" }, job);
  const sets = data.peek(dataset.hash)?.labels ?? [];
  return { dataset, read: (context = TWO_CLASSES, at = 0) => sets[at]?.read(context) };
}

describe("masks beside the images", () => {
  it("are labels and no samples; a colour picture among them is named and its sample stays", async () => {
    const masks = [await mask("set/masks/0.png", [0, 1]), ...(await images("set/masks/")).slice(1)];
    const { dataset, read } = await open([...(await images("set/images/")), ...masks]);
    expect(dataset.samples.map(({ id }) => id)).toEqual(["0.png", "1.png"]);
    expect(dataset.labels).toEqual([
      {
        kind: "masks",
        samples: 1,
        source: "masks/",
        notes: ["set/masks/1.png: it holds colours, not one class index per pixel; the sample counts as unlabelled"],
      },
    ]);
    const truths = await read();
    expect(truths?.truthOf("0.png")).toMatchObject({ kind: "mask", mask: { width: SIDE, height: SIDE } });
    expect(truths?.truthOf("1.png")).toBeUndefined();
  });

  it("of black and white are two classes, and say so", async () => {
    const files = [...(await images("set/images/", 1)), await mask("set/masks/0.png", [0, 255])];
    const truths = await (await open(files)).read();
    expect(truths?.notes).toEqual(["The masks hold only 0 and 255, which are read as the classes 0 and 1."]);
    const truth = truths?.truthOf("0.png");
    expect(truth?.kind === "mask" && [...truth.mask.data.slice(0, 4)]).toEqual([0, 1, 0, 1]);
  });

  it("with a class that the model does not know are refused by name", async () => {
    const files = [...(await images("set/images/", 1)), await mask("set/masks/0.png", [0, 1, 7])];
    await expect((await open(files)).read()).rejects.toMatchObject({
      code: "data/truth",
      detail: { file: "set/masks/0.png", message: expect.stringContaining("class 7") as string },
    });
  });

  it("make another set than the images alone", async () => {
    const bare = await open(await images("set/images/"));
    const with0 = await open([...(await images("set/images/")), await mask("set/masks/0.png", [0])]);
    const with1 = await open([...(await images("set/images/")), await mask("set/masks/0.png", [1])]);
    expect(new Set([bare, with0, with1].map(({ dataset }) => dataset.hash)).size).toBe(3);
  });
});

describe("pictures to compare with", () => {
  it("are read into the layout of the output", async () => {
    const files = [...(await images("set/noisy/", 1)), ...(await images("set/clean/", 1))];
    const { dataset, read } = await open(files);
    expect(dataset.labels?.[0]).toMatchObject({ kind: "pictures", samples: 1, source: "clean/" });
    const truth = (await read({ dims: [3, SIDE, SIDE], decode: decodeInNode }))?.truthOf("0.png");
    expect(truth?.kind === "picture" && truth.values.length).toBe(3 * SIDE * SIDE);
    await expect(read({ dims: [3, 16, 16], decode: decodeInNode })).rejects.toMatchObject({ code: "data/truth" });
  });

  it("are not seen in class folders of the same names without partners", async () => {
    const files = [...(await images("set/clean/", 2)), ...(await images("set/dirty/", 2))];
    const { dataset } = await open(files);
    expect([dataset.classes, dataset.samples.length, dataset.labels]).toEqual([["clean", "dirty"], 4, undefined]);
  });
});

describe("measured numbers", () => {
  it("come from a table with semicolons, decimal commas and a byte order mark; segments come along", async () => {
    const table = text("set/labels.csv", "\uFEFFfile;value;segment\n0.png;1,5;near\n1.png;?;far\n");
    const { dataset, read } = await open([...(await images("set/")), table]);
    expect(dataset.labels).toEqual([
      {
        kind: "values",
        samples: 1,
        source: "labels.csv",
        notes: ["1.png: no number in its row of labels.csv"],
        columns: 1,
      },
    ]);
    expect(dataset.samples).toEqual([
      { id: "0.png", segment: "near" },
      { id: "1.png", segment: "far" },
    ]);
    const truths = await read({ dims: [1], decode: decodeInNode });
    expect(truths?.truthOf("0.png")).toEqual({ kind: "values", values: [1.5] });
    await expect(read({ dims: [2], decode: decodeInNode })).rejects.toMatchObject({ code: "data/truth" });
  });

  it("that are whole may be classes too, and sizes beside classes are no labels", async () => {
    const both = await open([...(await images("set/")), text("set/labels.csv", "file,label\n0.png,0\n1.png,3\n")]);
    expect(both.dataset.samples.map(({ label }) => label)).toEqual([0, 3]);
    expect(both.dataset.labels?.[0]?.kind).toBe("values");
    const sizes = "file,class_index,width\n0.png,0,640\n1.png,1,480\n";
    expect((await open([...(await images("set/")), text("set/labels.csv", sizes)])).dataset.labels).toBeUndefined();
  });

  it("come from an array with a row for each sample, which is no sample itself", async () => {
    const bytes = formatNpy({ dtype: "float32", dims: [2, 1], data: Float32Array.of(4, 5) });
    const file = { path: "set/values.npy", blob: new Blob([bytes]) };
    const { dataset, read } = await open([...(await images("set/")), file]);
    expect(dataset.samples.map(({ id }) => id)).toEqual(["0.png", "1.png"]);
    expect((await read({ dims: [1], decode: decodeInNode }))?.truthOf("1.png")).toEqual({
      kind: "values",
      values: [5],
    });
    await expect(open([...(await images("set/", 3)), file])).rejects.toMatchObject({ code: "data/truth" });
  });
});
