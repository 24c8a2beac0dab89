import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { graphOf } from "../graph/from-model.ts";
import { modelOf } from "../graph/to-model.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { floatsOf } from "./tensor-data.ts";

const MODELS = "../shared/data/models";
const files = existsSync(MODELS) ? readdirSync(MODELS).filter((f) => f.endsWith(".onnx")) : [];

const read = (file: string) => new Uint8Array(readFileSync(join(MODELS, file)));
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe.skipIf(files.length === 0)("a real model", () => {
  test.each(files)("%s is byte-identical after decode and encode", (file) => {
    const bytes = read(file);
    expect(same(encodeModel(decodeModel(bytes, file)), bytes)).toBe(true);
  });

  test.each(files)("%s is byte-identical after becoming a graph and a model again", (file) => {
    const bytes = read(file);
    expect(same(encodeModel(modelOf(graphOf(decodeModel(bytes, file)))), bytes)).toBe(true);
  });

  test.each(files)("%s keeps its weights where the file has them", (file) => {
    const bytes = read(file);
    const raw = decodeModel(bytes, file).graph?.initializer.filter((t) => t.rawData.length > 0) ?? [];
    expect(raw.every((t) => t.rawData.buffer === bytes.buffer)).toBe(true);
    const [largest] = raw.filter((t) => t.dataType === 1).toSorted((a, b) => b.rawData.length - a.rawData.length);
    if (largest !== undefined) expect(floatsOf(largest).some((x) => x !== 0)).toBe(true);
  });

  test.each(files)("%s is called truncated wherever it is cut", (file) => {
    const bytes = read(file);
    for (const share of [0.01, 0.5, 0.9, 0.999]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      expect(() => decodeModel(cut, file)).toThrow(expect.objectContaining({ code: "model/truncated" }));
    }
  });
});
