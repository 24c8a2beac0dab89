import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel } from "../../testing/build-model.ts";
import { encodeModel, encodeParts } from "./encode.ts";
import { withFields } from "./messages.ts";
import { ModelProtoSchema } from "./onnx_pb.ts";
import { floatTensor } from "./tensor-data.ts";

const large = Float32Array.from({ length: 40_000 }, (_, i) => i);

function model() {
  const built = buildModel({
    inputs: { x: [1, 200] },
    outputs: ["y"],
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["m"], name: "one" },
      { op: "Add", inputs: ["m", "b"], outputs: ["y"], name: "two" },
    ],
    constants: { w: floatTensor("w", [200, 200], large), b: floatTensor("b", [200], large.slice(0, 200)) },
  });
  const graph = built.graph!;
  const [w, ...rest] = graph.initializer;
  const told = withFields(w!, { docString: "behind the weights", $unknown: [unknown(99)] });
  const initializer = [told, ...rest];
  return withFields(built, {
    graph: withFields(graph, { initializer, docString: "behind the weights", $unknown: [unknown(98)] }),
    $unknown: [unknown(97)],
  });
}

const unknown = (no: number) => ({ no, wireType: 2, data: Uint8Array.of(2, 7, 8) });

describe("encoding in pieces", () => {
  it("gives the bytes that writing the whole message gives, unknown fields included", () => {
    expect(Buffer.compare(encodeModel(model()), toBinary(ModelProtoSchema, model()))).toBe(0);
  });

  it("does not copy large weights", () => {
    const parts = encodeParts(model());
    expect(parts.filter((part) => part.buffer === large.buffer).map((part) => part.length)).toEqual([160_000]);
    expect(parts.filter((part) => part.length > 60_000)).toHaveLength(1);
  });

  it("writes a model without a graph", () => {
    const { graph: _graph, ...rest } = model();
    const empty = Object.assign(Object.create(Object.getPrototypeOf(model()) as object), rest) as ReturnType<
      typeof model
    >;
    expect(Buffer.compare(encodeModel(empty), toBinary(ModelProtoSchema, empty))).toBe(0);
  });
});
