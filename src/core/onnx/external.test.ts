import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { buildModel, floats } from "../../testing/build-model.ts";
import { attachExternalData, externalFiles } from "./external.ts";
import { withFields } from "./messages.ts";
import { StringStringEntryProtoSchema, TensorProto_DataLocation, type ModelProto } from "./onnx_pb.ts";
import { floatsOf } from "./tensor-data.ts";

const pair = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value });

function externalModel(entries: Record<string, string>): ModelProto {
  const model = buildModel({
    inputs: { x: [2] },
    outputs: ["y"],
    nodes: [{ op: "Add", inputs: ["x", "w"], outputs: ["y"] }],
    constants: { w: floats([2], [0, 0]) },
  });
  const graph = model.graph;
  const [w] = graph?.initializer ?? [];
  if (graph === undefined || w === undefined) throw new Error("built without weights");
  const outside = withFields(w, {
    rawData: new Uint8Array(0),
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => pair(key, value)),
  });
  return withFields(model, { graph: withFields(graph, { initializer: [outside] }) });
}

const data = new Uint8Array(Float32Array.of(9, 1.5, -2).buffer);
const weights = (model: ModelProto) => [...floatsOf(model.graph?.initializer[0] ?? floats([0], []))];

describe("attachExternalData", () => {
  test("takes offset and length from the file at that path", () => {
    const model = externalModel({ location: "m.data", offset: "4", length: "8" });
    expect(externalFiles(model)).toEqual(["m.data"]);
    expect(weights(attachExternalData(model, new Map([["m.data", data]])))).toEqual([1.5, -2]);
  });

  test("finds a file by its base name, as drops and archives prefix folders", () => {
    const model = externalModel({ location: "weights/m.data", offset: "4" });
    expect(weights(attachExternalData(model, new Map([["drop/m.data", data]])))).toEqual([1.5, -2]);
  });

  test("names the tensor and the missing file", () => {
    const model = externalModel({ location: "m.data" });
    expect(() => attachExternalData(model, new Map())).toThrow(
      expect.objectContaining({ code: "model/external-data", detail: { tensor: "w", location: "m.data" } }),
    );
  });

  test("says so when the file is too short", () => {
    const model = externalModel({ location: "m.data", offset: "8" });
    expect(() => attachExternalData(model, new Map([["m.data", data]]))).toThrow("m.data has 12 bytes, 16 are needed");
  });

  test("returns the same model when nothing is external", () => {
    const model = buildModel({
      inputs: { x: [1] },
      outputs: ["y"],
      nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }],
    });
    expect(attachExternalData(model, new Map())).toBe(model);
  });
});
