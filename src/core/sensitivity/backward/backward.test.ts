/** Every rule against central differences of the same graph in ONNX Runtime: the gradient in a random direction v of the outputs. */
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { type Case, CASES, one } from "../../../testing/backward-cases.ts";
import { buildModel, noise, type NodeSpec } from "../../../testing/build-model.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { float32, sizeOf } from "../../tensor.ts";
import { graphOf } from "../../graph/from-model.ts";
import { modelOf } from "../../graph/to-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { addAdjoint } from "../adjoint.ts";
import { createTape } from "../tape.ts";
import { BACKWARD_RULES } from "./index.ts";

const runtime = createNodeRuntime({ threads: 1 });
const SEED = "seed";

/** Functions of one value without settings. */
const PLAIN = ["Relu", "Sigmoid", "Tanh", "Elu", "Softplus", "Softsign", "Erf", "Exp", "Abs", "Neg", "Sin", "Cos"];
/** Rules whose op this runtime does not know, or that have nothing to check. */
const ELSEWHERE = ["Swish", "FastGelu", "Floor", "Ceil", "Round", "Sign"];

const STEP = 2 ** -9;

/** Between 0 and 1 in random order, none nearer to another than the step: a maximum must not change hands. */
function spaced(count: number): Float32Array {
  const keys = noise(count, 7);
  const order = [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number));
  const values = new Float32Array(count);
  for (const [rank, i] of order.entries()) values[i] = (rank + 0.5) / count;
  return values;
}

async function gradients({ nodes, x, constants = {}, opset = 13, domains = {}, lo = -0.5 }: Case) {
  const graph = inferTypes(graphOf(buildModel({ inputs: { x }, outputs: ["y"], nodes, constants, opset, domains })));
  const tape = createTape(graph);
  const found = addAdjoint(tape, new Map([["y", SEED]]), new Set(["x"]));
  const g = found.gradients.get("x") ?? "";
  const whole = tape.finish(["y", g]);
  const types = new Map([...whole.types, [SEED, { elem: 1, dims: graph.types.get("y")?.dims ?? x }] as const]);
  const model = encodeModel(modelOf({ ...whole, inputs: ["x", SEED], types }));
  const session = await runtime.load(model, { optimization: "none" });
  const values = spaced(sizeOf(x)).map((v) => lo + v);
  const dims = (graph.types.get("y")?.dims ?? x) as readonly number[];
  const seed = float32(dims, noise(sizeOf(dims), 9));
  const run = (data: Float32Array, fetch: string) => session.run({ x: float32(x, data), [SEED]: seed }, [fetch]);
  const exact = (await run(values, g))[g]?.data as Float32Array;
  const along = async (i: number, step: number) => {
    const moved = Float32Array.from(values);
    moved[i] = (moved[i] as number) + step;
    const y = (await run(moved, "y"))["y"]?.data as Float32Array;
    return y.reduce((sum, v, k) => sum + v * (seed.data[k] as number), 0);
  };
  const differences: number[] = [];
  for (const i of values.keys()) {
    differences.push(((await along(i, STEP)) - (await along(i, -STEP))) / (2 * STEP));
  }
  await session.release();
  return { exact: [...exact], differences, found };
}

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  const size = Math.max(...wanted.map(Math.abs), 0.1);
  const worst = Math.max(...actual.map((a, i) => Math.abs(a - (wanted[i] as number))));
  expect(actual.length).toBe(wanted.length);
  expect(worst / size).toBeLessThan(5e-3);
}

describe("gradients equal central differences", () => {
  test.each(Object.entries(CASES))("%s", async (_, of) => {
    const { exact, differences, found } = await gradients(of);
    expect(found.ops).toEqual([]);
    expectClose(exact, differences);
  });

  test.each(PLAIN)("%s", async (op) => {
    const { exact, differences } = await gradients(one(op, [4, 5]));
    expectClose(exact, differences);
  });

  test("every rule is checked", () => {
    const checked = new Set([
      ...Object.values(CASES).flatMap(({ nodes }) => nodes.map(({ op }) => op)),
      ...PLAIN,
      ...ELSEWHERE,
    ]);
    expect(Object.keys(BACKWARD_RULES).filter((op) => !checked.has(op))).toEqual([]);
  });
});

describe("ties of a maximum", () => {
  test("an even area passes the gradient on once", async () => {
    const spec = one("MaxPool", [1, 1, 4, 4], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] });
    const graph = inferTypes(graphOf(buildModel({ inputs: { x: spec.x }, outputs: ["y"], nodes: spec.nodes })));
    const tape = createTape(graph);
    const g = addAdjoint(tape, new Map([["y", SEED]]), new Set(["x"])).gradients.get("x") ?? "";
    const types = new Map([...graph.types, [SEED, { elem: 1, dims: [1, 1, 4, 4] }] as const]);
    const session = await runtime.load(encodeModel(modelOf({ ...tape.finish([g]), inputs: ["x", SEED], types })));
    const ones = float32([1, 1, 4, 4], new Float32Array(16).fill(1));
    const given = (await session.run({ x: ones, [SEED]: ones }))[g]?.data as Float32Array;
    expect(given.reduce((a, b) => a + b, 0)).toBe(16);
  });
});

describe("where no rule leads", () => {
  const tapeOf = (nodes: readonly NodeSpec[]) => {
    const graph = inferTypes(graphOf(buildModel({ inputs: { x: [2, 4] }, outputs: ["y"], nodes })));
    return createTape(graph);
  };

  test("values before an op without a rule are lost, those behind it are not", () => {
    const tape = tapeOf([
      { op: "Sigmoid", inputs: ["x"], outputs: ["a"] },
      { op: "CumSum", inputs: ["a", "axis"], outputs: ["b"] },
      { op: "Tanh", inputs: ["b"], outputs: ["c"] },
      { op: "Add", inputs: ["c", "a"], outputs: ["y"] },
    ]);
    const { gradients: found, lost, ops } = addAdjoint(tape, new Map([["y", SEED]]), new Set(["x", "a", "b", "c"]));
    expect([...lost].sort()).toEqual(["a", "x"]);
    expect([...found.keys()].sort()).toEqual(["b", "c", "y"]);
    expect(ops).toEqual(["CumSum"]);
  });

  test("indices have no slope and lose nothing", () => {
    const tape = tapeOf([
      { op: "ArgMax", inputs: ["x"], outputs: ["i"], attrs: { axis: 1 } },
      { op: "Cast", inputs: ["i"], outputs: ["f"], attrs: { to: 1 } },
      { op: "Add", inputs: ["x", "f"], outputs: ["y"] },
    ]);
    const { lost, gradients: found } = addAdjoint(tape, new Map([["y", SEED]]), new Set(["x"]));
    expect(lost.size).toBe(0);
    expect(found.has("x")).toBe(true);
  });
});
