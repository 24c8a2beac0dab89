import { create, toBinary } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, test } from "vitest";
import { StudioError, type ErrorCode } from "../core/errors.ts";
import { ModelProtoSchema } from "../core/onnx/onnx_pb.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import type { Runtime, Session } from "../core/runtime.ts";
import { float32, type Tensor } from "../core/tensor.ts";
import { buildModel, ints } from "../testing/build-model.ts";
import { loadError, namingFile, runError } from "./ort-errors.ts";
import { createNodeRuntime } from "./ort-node.ts";
import { selfCheck } from "./ort-self-check.ts";
import { createWasmRuntimeInNode } from "./ort-web-node.ts";
import type { WebRuntime } from "./ort-web.ts";

const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;
const FLOAT16 = 10;

type Value = readonly [name: string, elem: number, dims: readonly number[]];
type Op = readonly [op: string, input: string, output: string, to?: number];

function model(inputs: readonly Value[], nodes: readonly Op[], outputs: readonly Value[]): Uint8Array {
  const value = ([name, elemType, dims]: Value) => {
    const shape = { dim: dims.map((n) => ({ value: { case: "dimValue" as const, value: BigInt(n) } })) };
    return { name, type: { value: { case: "tensorType" as const, value: { elemType, shape } } } };
  };
  const message = create(ModelProtoSchema, {
    irVersion: 7n,
    opsetImport: [{ domain: "", version: 13n }],
    graph: {
      name: "test",
      node: nodes.map(([opType, input, output, to]) => ({
        opType,
        input: [input],
        output: [output],
        attribute: to === undefined ? [] : [{ name: "to", i: BigInt(to), type: 2 }],
      })),
      input: inputs.map(value),
      output: outputs.map(value),
    },
  });
  return toBinary(ModelProtoSchema, message);
}

const NEGATE = model([["x", FLOAT, [2]]], [["Neg", "x", "y"]], [["y", FLOAT, [2]]]);

async function failure(work: Promise<unknown>): Promise<ErrorCode> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof StudioError)) throw new Error(`expected a StudioError, got ${String(error)}`);
  return error.code;
}

let web: WebRuntime;
beforeAll(async () => {
  web = await createWasmRuntimeInNode();
});

describe.each<[string, () => Runtime]>([
  ["native", () => createNodeRuntime({ threads: 1 })],
  ["wasm", () => web],
])("the %s runtime", (_, runtime) => {
  test("says what it is and which version", () => {
    expect(runtime().id).toMatch(/^onnxruntime-(node|web) 1\.30\.0 \((CPU|wasm)\)$/);
  });

  test("runs a model and names its inputs and outputs", async () => {
    const session = await runtime().load(NEGATE);
    expect([session.inputs, session.outputs]).toEqual([["x"], ["y"]]);
    const { y } = await session.run({ x: float32([2], Float32Array.of(1, -2)) });
    expect(y).toEqual({ dtype: "float32", dims: [2], data: Float32Array.of(-1, 2) });
    await session.release();
  });

  test("maps int64, bool and float16 both ways", async () => {
    const inputs = [
      ["i", INT64, [2]],
      ["b", BOOL, [2]],
      ["h", FLOAT16, [2]],
    ] as const;
    const outputs = [
      ["i2", INT64, [2]],
      ["b2", BOOL, [2]],
      ["h2", FLOAT16, [2]],
      ["f", FLOAT, [2]],
    ] as const;
    const nodes = [
      ["Neg", "i", "i2"],
      ["Not", "b", "b2"],
      ["Identity", "h", "h2"],
      ["Cast", "h", "f", FLOAT],
    ] as const;
    const session = await runtime().load(model(inputs, nodes, outputs));
    const feeds: Record<string, Tensor> = {
      i: { dtype: "int64", dims: [2], data: BigInt64Array.of(3n, -4n) },
      b: { dtype: "bool", dims: [2], data: Uint8Array.of(1, 0) },
      h: { dtype: "float16", dims: [2], data: Uint16Array.of(0x3c00, 0xc000) },
    };
    const got = await session.run(feeds);
    expect(got["i2"]).toEqual({ dtype: "int64", dims: [2], data: BigInt64Array.of(-3n, 4n) });
    expect(got["b2"]).toEqual({ dtype: "bool", dims: [2], data: Uint8Array.of(0, 1) });
    expect(got["h2"]).toEqual({ dtype: "float16", dims: [2], data: Uint16Array.of(0x3c00, 0xc000) });
    expect(got["f"]?.data).toEqual(Float32Array.of(1, -2));
    await session.release();
  });

  test("observes float outputs by name, whatever order names like 10 and 2 are kept in", async () => {
    const nodes = [
      ["Neg", "x", "10"],
      ["Abs", "x", "z"],
      ["Shape", "x", "s"],
      ["Relu", "x", "2"],
    ] as const;
    const outputs = [
      ["10", FLOAT, [2]],
      ["z", FLOAT, [2]],
      ["s", INT64, [1]],
      ["2", FLOAT, [2]],
    ] as const;
    const session = await runtime().load(model([["x", FLOAT, [2]]], nodes, outputs));
    const seen: Record<string, unknown> = {};
    await session.observe({ x: float32([2], Float32Array.of(-1, 3)) }, ["z", "10", "s", "2"], (name, data, dims) => {
      seen[name] = [[...data], [...dims]];
    });
    expect(seen).toEqual({ "10": [[1, -3], [2]], "2": [[0, 3], [2]], z: [[1, 3], [2]] });
    await session.release();
  });

  test("what the observer throws comes out, and the session still runs", async () => {
    const session = await runtime().load(NEGATE);
    const x = float32([2], Float32Array.of(1, 2));
    const stop = new StudioError("calibrate/non-finite", { tensor: "y", file: "a.png" });
    const observed = session.observe({ x }, ["y"], () => {
      throw stop;
    });
    await expect(observed).rejects.toBe(stop);
    expect((await session.run({ x }))["y"]?.data).toEqual(Float32Array.of(-1, -2));
    await session.release();
  });

  test("two runs started together both finish", async () => {
    const session = await runtime().load(NEGATE);
    const run = (value: number) => session.run({ x: float32([2], Float32Array.of(value, 0)) });
    const results = await Promise.all([run(1), run(2), run(3)]);
    expect(results.map(({ y }) => y?.data[0])).toEqual([-1, -2, -3]);
    await session.release();
  });

  test("a model that is not one is refused with the runtime's words", async () => {
    expect(await failure(runtime().load(Uint8Array.of(1, 2, 3)))).toBe("runtime/load");
  });

  test("a wrong input shape is a failed run, and the caller can name the file", async () => {
    const session = await runtime().load(NEGATE);
    const run = session.run({ x: float32([3], new Float32Array(3)) });
    const error = await run.catch((e: unknown) => namingFile(e, "cat.jpg"));
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).text.what).toBe("ONNX Runtime failed while running the model on cat.jpg.");
    await session.release();
  });
});

describe("the self-check", () => {
  const load = () => createNodeRuntime({ threads: 1 }).load;
  /** Loads sessions that observe in another way. */
  const observing = (observe: Session["observe"]): Runtime["load"] => {
    return async (bytes) => ({ ...(await load()(bytes)), observe });
  };

  test("trusts what shows the same", async () => {
    expect(await selfCheck(load(), load())).toBe(true);
  });

  test.each<[string, Session["observe"]]>([
    ["shows nothing", async () => undefined],
    ["throws", () => Promise.reject(new Error("no such function"))],
    [
      "mixes names up",
      async (_, fetch, sink) => fetch.forEach((name) => sink(name, Float32Array.of(0, 2, 0, 4, 0, 6), [2, 3])),
    ],
  ])("falls back to copying where observing %s", async (_, observe) => {
    expect(await selfCheck(load(), observing(observe))).toBe(false);
  });
});

describe("running out of memory is told from other failures", () => {
  test.each([
    "std::bad_alloc",
    "failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc",
    "Aborted(OOM)",
  ])("%s", (message) => {
    expect(loadError(new Error(message)).code).toBe("runtime/memory");
    expect(runError(new Error(message)).code).toBe("runtime/memory");
  });

  test("Array buffer allocation failed", () => {
    expect(runError(new RangeError("Array buffer allocation failed")).text.what).toBe(
      "A worker ran out of memory while running the model.",
    );
  });

  test("a tensor beyond what a worker can hold, really run; smaller models still run afterwards", async () => {
    const runtime = await createWasmRuntimeInNode();
    const huge = buildModel({
      inputs: { x: [1, 1] },
      outputs: ["y"],
      nodes: [
        { op: "Expand", inputs: ["x", "shape"], outputs: ["big"] },
        { op: "ReduceMax", inputs: ["big"], outputs: ["y"] },
      ],
      constants: { shape: ints([30_000, 36_000]) },
    });
    const session = await runtime.load(encodeModel(huge));
    const x = float32([1, 1], Float32Array.of(2));
    const error = await session.run({ x }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "runtime/memory" });
    await session.release();
    const small = buildModel({
      inputs: { x: [1, 1] },
      outputs: ["y"],
      nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }],
    });
    const next = await runtime.load(encodeModel(small));
    expect((await next.run({ x }))["y"]?.data).toEqual(Float32Array.of(2));
  });

  test("anything else keeps the runtime's words", () => {
    expect(runError(new Error("Got invalid dimensions")).text.why).toBe("It said: Got invalid dimensions");
  });
});

test("in Node, too, the wasm runtime shows its outputs in place", async () => {
  expect(web.heap).not.toBeNull();
  const session = await web.load(NEGATE);
  let shared = false;
  await session.observe({ x: float32([2], new Float32Array(2)) }, ["y"], (_, data) => {
    shared = data.buffer === web.heap?.memory.buffer;
  });
  expect(shared).toBe(true);
  await session.release();
});
