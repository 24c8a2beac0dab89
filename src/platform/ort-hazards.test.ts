import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
const sources = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => [path, readFileSync(join(SOURCE, path), "utf8")] as const);
const holding = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([path]) => path);

describe("what ONNX Runtime must not be asked for", () => {
  it("initializers that point into the model's bytes, which it may free or move", () => {
    expect(holding(/use_ort_model_bytes_for_initializers/)).toEqual([]);
  });

  it("the default entry of onnxruntime-web, which loads 28 MB and has a wrong DequantizeLinear", () => {
    expect(holding(/from "onnxruntime-web\/wasm"|import\("onnxruntime-web\/wasm"\)/)).not.toEqual([]);
    expect(holding(/from "onnxruntime-web"|import\("onnxruntime-web"\)/)).toEqual([]);
  });
});
