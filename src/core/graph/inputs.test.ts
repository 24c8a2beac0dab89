import { describe, expect, test } from "vitest";
import { buildModel, floats, type ModelSpec, type NodeSpec } from "../../testing/build-model.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { graphOf } from "./from-model.ts";
import type { Graph, ValueType } from "./graph.ts";
import { inputsOf } from "./inputs.ts";
import { inferTypes } from "./types.ts";

const relu: NodeSpec = { op: "Relu", inputs: ["x"], outputs: ["y"] };
const graphFor = (spec: Partial<ModelSpec> = {}): Graph =>
  inferTypes(graphOf(buildModel({ inputs: { x: ["N", 3, 8, 8] }, outputs: ["y"], nodes: [relu], ...spec })));
/** A graph whose inputs have these types. */
const typed = (types: Readonly<Record<string, ValueType>>, nodes: readonly NodeSpec[] = [relu]): Graph => {
  const inputs = Object.fromEntries(Object.entries(types).map(([name, { dims = [] }]) => [name, dims]));
  const graph = graphOf(
    buildModel({ inputs, outputs: ["y"], nodes, constants: { table: floats([50, 4], new Float32Array(200)) } }),
  );
  return { ...graph, types: new Map([...inferTypes(graph).types, ...Object.entries(types)]) };
};

describe("an image input", () => {
  const shaped = (...dims: (number | string | null)[]) => inputsOf(graphFor({ inputs: { x: dims } }));

  test.each([
    [["N", 3, 224, 200], null, { layout: "NCHW", channels: 3, height: 224, width: 200 }],
    [[1, 1, 28, 28], 1, { layout: "NCHW", channels: 1, height: 28, width: 28 }],
    [[null, 160, 128, 3], null, { layout: "NHWC", channels: 3, height: 160, width: 128 }],
    [["N", 28, 28, 1], null, { layout: "NHWC", channels: 1, height: 28, width: 28 }],
    [["N", 1, 28, 3], null, { layout: "NHWC", channels: 3, height: 1, width: 28 }],
    [[4, 3, "H", "W"], 4, { layout: "NCHW", channels: 3, height: null, width: null }],
  ])("reads %j", (dims, batch, image) => {
    const inputs = shaped(...dims);
    expect([inputs.image, inputs.batch, inputs.primary.kind]).toEqual([{ name: "x", ...image }, batch, "image"]);
  });

  test("asks the first convolution when no size is known", () => {
    const conv: NodeSpec = { op: "Conv", inputs: ["x", "w"], outputs: ["y"] };
    const graph = graphFor({
      inputs: { x: [null, null, null, null] },
      nodes: [conv],
      constants: { w: floats([2, 3, 1, 1], new Float32Array(6)) },
    });
    expect(inputsOf(graph).image).toMatchObject({ layout: "NCHW", channels: 3, height: null });
  });

  test("may take bytes or halves", () => {
    for (const elem of [T.UINT8, T.FLOAT16]) {
      expect(inputsOf(typed({ x: { elem, dims: [1, 8, 8, 3] } })).image?.layout).toBe("NHWC");
    }
  });
});

describe("other inputs", () => {
  const kind = (name: string, ...dims: (number | string | null)[]) =>
    inputsOf(typed({ [name]: { elem: T.FLOAT, dims } })).primary.kind;

  test("long vectors, and open ones that are called so, are sound", () => {
    expect(kind("x", 1, 16000)).toBe("audio");
    expect(kind("x", 16000)).toBe("audio");
    expect(kind("x", "N", 1, 16000)).toBe("audio");
    expect(kind("waveform", "N", "T")).toBe("audio");
  });

  test("anything else is a tensor", () => {
    expect(kind("x", 1, 512)).toBe("tensor");
    expect(kind("x", 8, 16000)).toBe("tensor");
    expect(kind("x", "N", "T")).toBe("tensor");
    expect(kind("x", "N", 4, 8, 8)).toBe("tensor");
    expect(kind("x", 1, 3, 8, 8, 8)).toBe("tensor");
    expect(kind("x")).toBe("tensor");
  });

  test("an input of unknown rank has no dims", () => {
    expect(inputsOf(typed({ x: { elem: T.FLOAT } })).primary).toMatchObject({ kind: "tensor", dims: null });
  });

  test("the image comes before integers, wherever it stands", () => {
    const inputs = inputsOf(typed({ size: { elem: T.INT64, dims: [1, 2] }, x: { elem: T.FLOAT, dims: [1, 3, 8, 8] } }));
    expect([inputs.primary.name, inputs.list.map(({ dtype }) => dtype)]).toEqual(["x", ["int64", "float32"]]);
  });

  test("a batch is what all inputs fix alike", () => {
    const both = (a: number | string, b: number | string) =>
      inputsOf(typed({ a: { elem: T.FLOAT, dims: [a, 8] }, b: { elem: T.INT32, dims: [b, 2] } })).batch;
    expect([both(4, 4), both(4, 2), both("N", "N"), both(4, "N")]).toEqual([4, null, null, null]);
  });
});

describe("how large integers may be", () => {
  const limit = (name: string, nodes: readonly NodeSpec[] = [relu]) =>
    inputsOf(typed({ [name]: { elem: T.INT64, dims: [1, 8] } }, nodes)).primary.limit;

  test("the rows of the table that they look up, through reshapes", () => {
    const gather: NodeSpec = { op: "Gather", inputs: ["table", "r"], outputs: ["y"] };
    const nodes: NodeSpec[] = [{ op: "Squeeze", inputs: ["x"], outputs: ["r"] }, gather];
    expect(limit("x", nodes)).toBe(50);
  });

  test("a hundred for what is called a token id, two for flags", () => {
    expect([limit("input_ids"), limit("tokens"), limit("token_type_ids"), limit("attention_mask"), limit("x")]).toEqual(
      [100, 100, 2, 2, 2],
    );
  });
});
