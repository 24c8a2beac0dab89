/** @file A model and images small enough to quantize in a test, written into a folder: two classes, red and blue. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeModel } from "../core/onnx/encode.ts";
import type { ModelProto } from "../core/onnx/onnx_pb.ts";
import { encodePng } from "../jobs/png.ts";
import { buildModel, floats, noise } from "./build-model.ts";

const SIDE = 8;

/** Tells red from blue: a 1 x 1 convolution that looks at their difference, a mean, and two logits. */
export function redOrBlue(): ModelProto {
  // Channels: red - blue, blue - red, and two that only carry noise of small weight.
  const weights = noise(12, 7).map((x) => 0.1 * x);
  weights.set([1, 0, -1, -1, 0, 1]);
  return buildModel({
    inputs: { x: ["N", 3, SIDE, SIDE] },
    outputs: { y: ["N", 2] },
    nodes: [
      { op: "Conv", name: "look", inputs: ["x", "w", "b"], outputs: ["c"] },
      { op: "Relu", name: "clip", inputs: ["c"], outputs: ["r"] },
      { op: "GlobalAveragePool", name: "mean", inputs: ["r"], outputs: ["m"] },
      { op: "Flatten", name: "flat", inputs: ["m"], outputs: ["f"] },
      { op: "Gemm", name: "decide", inputs: ["f", "g"], outputs: ["y"] },
    ],
    constants: {
      w: floats([4, 3, 1, 1], weights),
      b: floats([4], [0.01, 0.01, 0, 0]),
      g: floats([4, 2], [-1, 1, 1, -1, 0.1, 0, 0, 0.1]),
    },
  });
}

/** Preprocessing of the images below, as a JSON file holds it. */
export const SMALL_PREPROCESS = {
  resize: { mode: "none" },
  width: SIDE,
  height: SIDE,
  channels: "RGB",
  layout: "NCHW",
  scale: 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** Noise with more red (class 1) or more blue (class 0), PNG. */
export function colouredImage(label: number, seed: number): Promise<Blob> {
  const data = Uint8Array.from(noise(SIDE * SIDE * 3, seed), (x, i) => {
    const bright = i % 3 === (label === 1 ? 0 : 2) ? 60 : 0;
    return 90 + 60 * x + bright;
  });
  return encodePng({ width: SIDE, height: SIDE, data });
}

export interface SmallProject {
  readonly model: string;
  /** Class folders blue and red. */
  readonly calibration: string;
  /** The same with other images. */
  readonly validation: string;
  readonly preprocess: string;
}

export async function writeSmallProject(folder: string, images = 6): Promise<SmallProject> {
  const at = (name: string) => join(folder, name);
  await put(at("small.onnx"), encodeModel(redOrBlue()));
  await put(at("preprocess.json"), JSON.stringify(SMALL_PREPROCESS));
  for (const [role, first] of [["calibration", 1] as const, ["validation", 1001] as const]) {
    for (let i = 0; i < images; i++) {
      const label = i % 2;
      const name = `${role}/${label === 1 ? "red" : "blue"}/${i}.png`;
      await put(at(name), new Uint8Array(await (await colouredImage(label, first + i)).arrayBuffer()));
    }
  }
  const preprocess = at("preprocess.json");
  return { model: at("small.onnx"), calibration: at("calibration"), validation: at("validation"), preprocess };
}

export async function put(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
