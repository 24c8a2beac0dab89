/** Why a node stays in FP32, judged by its op, its constants and what calibration saw. */
import { describe, expect, test } from "vitest";
import { floats, ints } from "../../../testing/build-model.ts";
import { typed } from "../../../testing/check-pass.ts";
import type { Graph } from "../../graph/graph.ts";
import { stringAttr } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import type { Range } from "./hazards.ts";
import { halfRefusal } from "./refusal.ts";

/** Why the first node of a small graph stays in FP32. */
function reason(
  op: string,
  {
    more = [],
    constants = {},
    attrs = {},
    range = {},
  }: {
    more?: readonly string[];
    constants?: Parameters<typeof typed>[0]["constants"];
    attrs?: Parameters<typeof typed>[0]["nodes"][number]["attrs"];
    range?: Readonly<Record<string, Range>>;
  },
) {
  const graph = typed({
    nodes: [{ op, name: "node", inputs: ["x", ...more], outputs: ["y"], attrs: attrs ?? {} }],
    constants: constants ?? {},
  });
  return graph.nodes.map((n) => halfRefusal(n, graph, (v) => range[v]))[0];
}

describe("a node stays in FP32", () => {
  const ONE = { lo: -1, hi: 1 };
  test("when calibration saw values that float16 cannot hold", () => {
    expect(reason("Relu", { range: { y: { lo: 0, hi: 1.2e6 } } })).toBe(
      "Its output reached 1.2e6 in calibration; float16 ends at 65504.",
    );
    expect(reason("Relu", { range: { x: { lo: -4e4, hi: 0 }, y: ONE } })).toBe(
      "Its input reached 40000 in calibration; float16 ends at 65504, which leaves other data no room.",
    );
    expect(reason("Relu", { range: { y: { lo: 0, hi: 1e-6 } } })).toBe(
      "Its output stays below 1e-6; float16 loses digits under 6.1e-5.",
    );
    expect(reason("Relu", { range: { x: ONE, y: ONE } })).toBeNull();
    expect(reason("Relu", {})).toBeNull();
  });

  test("when a constant would overflow, vanish or lose its digits", () => {
    const one = (value: number) => ({ more: ["k"], constants: { k: floats([], [value]) } });
    expect(reason("Mul", one(1e5))).toBe("Its constant k reaches 100000; float16 ends at 65504.");
    expect(reason("Add", one(1e-12))).toBe("Its constant k holds 1e-12, which float16 makes 0.");
    expect(reason("Add", one(1e-6))).toBeNull();
    expect(reason("Mul", one(1e-6))).toBe("The values of k are so small that float16 keeps few of their digits.");
    const bounds = { more: ["", "k"], constants: { k: floats([], [3e38]) } };
    expect(reason("Clip", bounds)).toBeNull();
  });

  test("when it divides by, roots or takes the logarithm of values near 0", () => {
    const seen = (lo: number) => ({ range: { x: { lo, hi: 1 }, y: ONE } });
    expect(reason("Log", seen(1e-9))).toBe(
      "It takes the logarithm of values down to 1e-9; float16 loses digits under 6.1e-5 and ends at 6e-8.",
    );
    expect(reason("Reciprocal", seen(-1))).toBe(
      "It divides by values down to 0; float16 loses digits under 6.1e-5 and ends at 6e-8.",
    );
    expect(reason("Sqrt", seen(1e-7))).toBe(
      "It takes the root of values down to 1e-7; float16 loses digits under 6.1e-5.",
    );
    for (const op of ["Log", "Reciprocal", "Sqrt"]) expect(reason(op, seen(0.01))).toBeNull();
    expect(reason("Exp", {})).toBe("Exp leaves the range of float16 easily, and calibration saw none of its values.");
    expect(reason("ReduceL2", { range: { x: { lo: 0, hi: 300 }, y: ONE } })).toBe(
      "It adds up squares, which reach 90000; float16 ends at 65504.",
    );
  });

  test("when a logarithm behind it needs its small values", () => {
    const graph = typed({
      nodes: [
        { op: "Abs", name: "abs", inputs: ["x"], outputs: ["a"] },
        { op: "Reshape", name: "shape", inputs: ["a", "dims"], outputs: ["s"] },
        { op: "Log", name: "log", inputs: ["s"], outputs: ["y"] },
      ],
      constants: { dims: ints([-1]) },
    });
    const seen = (value: string) => (value === "y" ? { lo: -20, hi: 0 } : { lo: 1e-9, hi: 1 });
    const reasons = graph.nodes.map((n) => halfRefusal(n, graph, seen)?.slice(0, 36));
    expect(reasons).toEqual([
      "log after it needs its small values:",
      "log after it needs its small values:",
      "It takes the logarithm of values dow",
    ]);
  });

  test("when its op, its type or its body is not for float16", () => {
    expect(reason("Max", { more: ["x"] })).toBe(
      "Max has no dependable float16 form in ONNX Runtime, so it stays in FP32.",
    );
    expect(reason("Cast", { attrs: { to: T.FLOAT } })).toBe(
      "Cast is not known to run in float16, so it stays in FP32.",
    );
    const graph = typed({
      nodes: [
        { op: "Shape", name: "shape", inputs: ["x"], outputs: ["s"] },
        { op: "Squeeze", name: "squeeze", inputs: ["s"], outputs: ["y"] },
      ],
    });
    expect(halfRefusal(graph.nodes[1] as Graph["nodes"][number], graph)).toBe(
      "It works on int64 values, not on float32.",
    );
    expect(reason("Einsum", { more: ["x"], attrs: { equation: stringAttr("", "abcd,abcd->abcd") } })).toBeNull();
  });
});
