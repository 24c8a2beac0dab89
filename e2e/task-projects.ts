/** @file Small projects for each task, written to a folder that can be dropped: a model, calibration and validation samples with labels. */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { buildModel, floats, ints, noise, type NodeSpec } from "../src/testing/build-model.ts";

const SIDE = 32;
const COUNT = 8;

/** A picture of bluish noise with a reddish rectangle, hard to tell apart pixel by pixel, and where the rectangle is. */
interface Scene {
  readonly rgb: Uint8Array;
  /** 1 inside of the rectangle. */
  readonly mask: Uint8Array;
  /** Share of the picture that is red. */
  readonly red: number;
}

function sceneOf(seed: number): Scene {
  const [w, h] = [8 + ((seed * 7) % 17), 8 + ((seed * 5) % 19)];
  const [left, top] = [(seed * 3) % (SIDE - w), (seed * 11) % (SIDE - h)];
  const grain = noise(SIDE * SIDE * 3, seed + 1);
  const rgb = new Uint8Array(SIDE * SIDE * 3);
  const mask = new Uint8Array(SIDE * SIDE);
  for (let p = 0; p < SIDE * SIDE; p++) {
    const [x, y] = [p % SIDE, Math.floor(p / SIDE)];
    const inside = x >= left && x < left + w && y >= top && y < top + h;
    mask[p] = inside ? 1 : 0;
    const colour = inside ? [135, 100, 105] : [105, 100, 135];
    for (let c = 0; c < 3; c++) {
      rgb[3 * p + c] = Math.min(255, Math.max(0, (colour[c] ?? 0) + 40 * (grain[3 * p + c] ?? 0)));
    }
  }
  return { rgb, mask, red: (w * h) / (SIDE * SIDE) };
}

const png = (rgb: Uint8Array) =>
  sharp(rgb, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
const greyPng = (grey: Uint8Array) =>
  sharp(grey, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();

/** Red against blue in two of eight channels, noise in the others, then what a task adds. */
function model(outputs: Record<string, (number | string)[]>, after: NodeSpec[], constants = {}): Uint8Array {
  const weights = noise(8 * 3 * 9, 3).map((x) => 0.05 * x);
  for (const [channel, sign] of [
    [0, 1],
    [1, -1],
  ] as const) {
    weights[channel * 27 + 4] = sign;
    weights[channel * 27 + 22] = -sign;
  }
  return encodeModel(
    buildModel({
      inputs: { x: ["N", 3, SIDE, SIDE] },
      outputs,
      nodes: [
        { op: "Conv", name: "look", inputs: ["x", "w"], outputs: ["c"], attrs: { pads: [1, 1, 1, 1] } },
        { op: "Relu", name: "clip", inputs: ["c"], outputs: ["r"] },
        ...after,
      ],
      constants: { w: floats([8, 3, 3, 3], weights), ...constants },
    }),
  );
}

const POOLED: NodeSpec[] = [
  { op: "GlobalAveragePool", name: "mean", inputs: ["r"], outputs: ["m"] },
  { op: "Flatten", name: "flat", inputs: ["m"], outputs: ["f"] },
];

const MODELS = {
  segmentation: () =>
    model({ y: ["N", 2, SIDE, SIDE] }, [{ op: "Conv", name: "decide", inputs: ["r", "d"], outputs: ["y"] }], {
      d: floats([2, 8, 1, 1], [-1, 1, ...noise(6, 5).map((x) => 0.02 * x), 1, -1, ...noise(6, 6).map((x) => 0.02 * x)]),
    }),
  regression: () =>
    model({ y: ["N", 1] }, [...POOLED, { op: "Gemm", name: "sum", inputs: ["f", "g", "b"], outputs: ["y"] }], {
      g: floats([8, 1], [0.6, -0.05, 0, 0, 0, 0, 0, 0]),
      b: floats([1], [0.02]),
    }),
  embedding: () =>
    model({ y: ["N", 8] }, [...POOLED, { op: "LpNormalization", name: "norm", inputs: ["f"], outputs: ["y"] }]),
  image: () =>
    model(
      { y: ["N", 3, SIDE, SIDE] },
      [
        { op: "Conv", name: "paint", inputs: ["r", "d"], outputs: ["p"] },
        { op: "Sigmoid", name: "range", inputs: ["p"], outputs: ["y"] },
      ],
      { d: floats([3, 8, 1, 1], noise(24, 9)) },
    ),
  any: () =>
    model(
      { a: ["N", 5, 4], b: ["N", 8] },
      [
        ...POOLED,
        { op: "Gemm", name: "first", inputs: ["f", "g"], outputs: ["t"] },
        { op: "Reshape", name: "shape", inputs: ["t", "s"], outputs: ["a"] },
        { op: "Identity", name: "second", inputs: ["f"], outputs: ["b"] },
      ],
      { g: floats([8, 20], noise(160, 4)), s: ints([-1, 5, 4]) },
    ),
} as const;

export type SmallTask = keyof typeof MODELS;

/** Where a sample lies, and its label beside it. */
const FILES: Readonly<Record<SmallTask, (i: number, scene: Scene) => Promise<Record<string, Uint8Array>>>> = {
  segmentation: async (i, { rgb, mask }) => ({
    [`images/${i}.png`]: await png(rgb),
    [`masks/${i}.png`]: await greyPng(mask),
  }),
  regression: async (i, { rgb }) => ({ [`${i}.png`]: await png(rgb) }),
  embedding: async (i, { rgb, red }) => ({ [`${red > 0.25 ? "large" : "small"}/${i}.png`]: await png(rgb) }),
  image: async (i, { rgb }) => ({ [`noisy/${i}.png`]: await png(rgb), [`clean/${i}.png`]: await png(rgb) }),
  any: async (i, { rgb }) => ({ [`${i}.png`]: await png(rgb) }),
};

export async function put(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** The folder of the project. */
export async function writeTaskProject(task: SmallTask): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `qstudio-${task}-`));
  await put(folder, "model.onnx", MODELS[task]());
  for (const [role, first] of [["calibration", 0] as const, ["validation", 100] as const]) {
    const rows = ["file;value;segment"];
    for (let i = 0; i < COUNT; i++) {
      const scene = sceneOf(first + i);
      const files = await FILES[task](i, scene);
      for (const [path, content] of Object.entries(files)) await put(folder, `${role}/${path}`, content);
      rows.push(`${i}.png;${scene.red.toFixed(3).replace(".", ",")};${scene.red > 0.25 ? "large" : "small"}`);
    }
    if (task === "regression") await put(folder, `${role}/labels.csv`, rows.join("\n"));
  }
  return folder;
}
