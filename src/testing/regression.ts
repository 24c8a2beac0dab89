/** @file A model that answers one number, and samples whose right answer lies a little beside what it says. */
import { formatNpy } from "../core/samples/npy.ts";
import { floats, type ModelSpec, noise } from "./build-model.ts";

const [INPUTS, HIDDEN] = [6, 16];
const WIDE = noise(INPUTS * HIDDEN, 3);
const SUM = noise(HIDDEN, 4);

/** Six numbers, sixteen hidden ones, one answer. */
export const REGRESSION: ModelSpec = {
  inputs: { x: ["N", INPUTS] },
  outputs: { y: ["N", 1] },
  nodes: [
    { op: "Gemm", name: "wide", inputs: ["x", "a"], outputs: ["h"] },
    { op: "Relu", name: "clip", inputs: ["h"], outputs: ["r"] },
    { op: "Gemm", name: "sum", inputs: ["r", "b"], outputs: ["y"] },
  ],
  constants: { a: floats([INPUTS, HIDDEN], WIDE), b: floats([HIDDEN, 1], SUM) },
};

/** How far every right answer lies from FP32's: its mean absolute error. */
export const FP32_ERROR = 0.02;

export interface RegressionSample {
  readonly name: string;
  /** An .npy file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly value: number;
}

/** @param first seed of the first sample: other seeds, other samples */
export function regressionSamples(first: number, count: number): readonly RegressionSample[] {
  return Array.from({ length: count }, (_, i) => {
    const x = noise(INPUTS, first + i);
    const bytes = formatNpy({ dtype: "float32", dims: [INPUTS], data: x });
    const value = answer(x) + (i % 2 === 0 ? FP32_ERROR : -FP32_ERROR);
    return { name: `${i}.npy`, bytes: bytes as Uint8Array<ArrayBuffer>, value };
  });
}

/** A labels.csv with the segments even and odd. */
export function regressionTable(samples: readonly RegressionSample[]): string {
  const rows = samples.map(({ name, value }, i) => `${name},${value},${i % 2 === 0 ? "even" : "odd"}`);
  return ["file,value,segment", ...rows].join("\n");
}

function answer(x: Float32Array): number {
  const hidden = Array.from({ length: HIDDEN }, (_, h) =>
    x.reduce((sum, value, i) => sum + value * (WIDE[i * HIDDEN + h] as number), 0),
  );
  return hidden.reduce((sum, value, h) => sum + Math.max(0, value) * (SUM[h] as number), 0);
}
