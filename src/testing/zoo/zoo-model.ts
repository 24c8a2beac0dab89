/** @file What a model of the zoo is, and short words to write one. */
import { floatToHalf } from "../../core/onnx/half.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { makeTensor } from "../../core/onnx/tensor-data.ts";
import { floats, type ModelSpec, noise, type NodeSpec } from "../build-model.ts";

export interface ZooModel {
  /** What is special about it. */
  readonly id: string;
  readonly spec: ModelSpec;
  /** Sizes of symbolic dimensions in test runs; 2 where not given. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Its outputs are indices or counts, which a rounded input may change: only that it runs is asked. */
  readonly discrete?: true;
}

/** A node: names separated by spaces, `_` for an omitted input. */
export function n(op: string, inputs: string, outputs: string, attrs: NodeSpec["attrs"] = {}, name?: string): NodeSpec {
  const names = (text: string) => text.split(" ").filter((s) => s !== "");
  return {
    op,
    inputs: names(inputs).map((s) => (s === "_" ? "" : s)),
    outputs: names(outputs),
    attrs,
    ...(name !== undefined && { name }),
  };
}

const count = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/** Weights that keep the size of values: uniform with variance 1 / `inputs`. */
export function w(dims: readonly number[], inputs: number, seed = 1): TensorProto {
  const reach = Math.sqrt(3 / inputs);
  return floats(
    dims,
    noise(count(dims), seed * 7919).map((x) => x * reach),
  );
}

/** Values in [lo, hi). */
export function between(dims: readonly number[], lo: number, hi: number, seed = 1): TensorProto {
  return floats(
    dims,
    noise(count(dims), seed * 104729).map((x) => lo + ((x + 1) / 2) * (hi - lo)),
  );
}

/** The same values in another float type. */
export function half(t: TensorProto): TensorProto {
  const { dims, data } = contents(t);
  return makeTensor("", T.FLOAT16, dims, Uint16Array.from(data, floatToHalf));
}

export function double(t: TensorProto): TensorProto {
  const { dims, data } = contents(t);
  return makeTensor("", T.DOUBLE, dims, Float64Array.from(data));
}

function contents({ dims, rawData }: TensorProto) {
  return { dims: dims.map(Number), data: new Float32Array(rawData.slice().buffer) };
}
