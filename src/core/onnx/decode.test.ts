import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { buildModel, floats } from "../../testing/build-model.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { ModelProtoSchema } from "./onnx_pb.ts";

const text = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));
const refused = (bytes: Uint8Array, code: string) =>
  expect(() => decodeModel(bytes, "m.onnx")).toThrow(expect.objectContaining({ code, detail: { file: "m.onnx" } }));

const model = buildModel({
  inputs: { x: [1, 2] },
  outputs: ["y"],
  nodes: [{ op: "Add", inputs: ["x", "b"], outputs: ["y"] }],
  constants: { b: floats([2], [1, 2]) },
});

describe("decodeModel", () => {
  test("reads what encodeModel wrote", () => {
    const decoded = decodeModel(encodeModel(model), "m.onnx");
    expect(decoded.graph?.node.map((n) => n.opType)).toEqual(["Add"]);
    expect(Number(decoded.opsetImport[0]?.version)).toBe(13);
  });

  test.each([
    ["a text file", text("version https://example.org\noid 1234\n")],
    ["an HTML page", text("<!DOCTYPE html><html></html>")],
    ["JSON", text('{"a": 1}')],
    ["a zip archive", text("PK\x03\x04aaaaaaaaaaaaaaaa")],
    ["a PNG image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ["a JPEG image", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46)],
    ["zeros", new Uint8Array(64)],
    ["a TFLite model", Uint8Array.of(0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33, 0x14, 0, 0x20, 0)],
  ])("says that %s is not an ONNX model", (_, bytes) => refused(bytes, "model/not-onnx"));

  test("says that a model without a graph is not an ONNX model", () => {
    refused(
      toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 7n, producerName: "x" })),
      "model/not-onnx",
    );
  });

  test("says that an empty file is truncated", () => refused(new Uint8Array(0), "model/truncated"));

  test("says that a model cut at any byte is truncated", () => {
    const bytes = encodeModel(model);
    for (let n = 3; n < bytes.length; n++) refused(bytes.subarray(0, n), "model/truncated");
  });

  test("keeps fields it does not know", () => {
    // Field 200, length-delimited, appended inside the graph message: graph fields are last in the model but one.
    const graph = model.graph;
    const extra = { ...graph, $unknown: [{ no: 200, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }] };
    const changed = Object.assign(Object.create(Object.getPrototypeOf(graph) as object), extra) as typeof graph;
    const bytes = encodeModel(
      Object.assign(Object.create(Object.getPrototypeOf(model) as object), model, { graph: changed }),
    );
    const again = decodeModel(bytes, "m.onnx");
    expect(again.graph?.$unknown?.map((f) => [f.no, [...f.data]])).toEqual([[200, [3, 1, 2, 3]]]);
    expect(Buffer.compare(encodeModel(again), bytes)).toBe(0);
  });
});
