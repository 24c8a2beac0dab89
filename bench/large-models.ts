/** @file Synthetic models that are large: chains of square products, in one file or with external data. */
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { externalTensor } from "../src/core/onnx/external.ts";
import { withFields } from "../src/core/onnx/messages.ts";
import type { ModelProto, TensorProto } from "../src/core/onnx/onnx_pb.ts";
import { floatTensor } from "../src/core/onnx/tensor-data.ts";
import { buildModel } from "../src/testing/build-model.ts";

export interface LargeShape {
  readonly layers: number;
  /** Inputs and outputs of each layer. */
  readonly side: number;
}

/** One .onnx of about 4 * layers * side^2 bytes. @returns its path */
export async function writeWhole(folder: string, shape: LargeShape): Promise<string> {
  const path = join(folder, "whole.onnx");
  await writeFile(path, encodeModel(chain(shape)));
  return path;
}

/** A small .onnx with its weights in `streamed.data`. @returns its path */
export async function writeExternal(folder: string, shape: LargeShape): Promise<string> {
  const path = join(folder, "streamed.onnx");
  const model = chain(shape);
  const { graph } = model;
  if (graph === undefined) throw new Error("built without a graph");
  const data = await open(join(folder, "streamed.data"), "w");
  let offset = 0;
  const initializer: TensorProto[] = [];
  for (const t of graph.initializer) {
    await data.write(t.rawData);
    initializer.push(externalTensor(t, { location: "streamed.data", offset, length: t.rawData.length }));
    offset += t.rawData.length;
  }
  await data.close();
  await writeFile(path, encodeModel(withFields(model, { graph: withFields(graph, { initializer }) })));
  return path;
}

/** All layers have the same numbers, in the same memory; files hold them once per layer. */
function chain({ layers, side }: LargeShape): ModelProto {
  const values = wave(side * side);
  const indices = Array.from({ length: layers }, (_, i) => i);
  return buildModel({
    inputs: { v0: ["N", side] },
    outputs: [`v${layers}`],
    nodes: indices.map((i) => ({
      op: "MatMul",
      inputs: [`v${i}`, `w${i}`],
      outputs: [`v${i + 1}`],
      name: `layer${i}`,
    })),
    constants: Object.fromEntries(indices.map((i) => [`w${i}`, floatTensor(`w${i}`, [side, side], values)])),
  });
}

/** Deterministic numbers of the size of weights. */
function wave(length: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    values[i] = (state / 2 ** 30 - 1) / 32;
  }
  return values;
}
