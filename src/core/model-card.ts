/** @file What the user sees of a model before anything is run. Filled by `graph/inspect.ts`. */
import type { QuantizedInfo } from "./quantized/info.ts";

export interface PortCard {
  readonly name: string;
  /** e.g. "float32". */
  readonly type: string;
  /** Sizes, symbols such as "N", or "?" when unknown. */
  readonly shape: readonly (number | string)[];
}

export interface OpCount {
  readonly op: string;
  readonly count: number;
}

/** Ops (or single nodes) that stay in float, and why. */
export interface FloatReason {
  readonly op: string;
  readonly nodes: readonly string[];
  readonly reason: string;
}

export interface ModelCard {
  readonly file: string;
  /** SHA-256 of the file(s), hex. */
  readonly hash: string;
  readonly bytes: number;
  readonly ir: number;
  readonly opset: number;
  readonly domains: readonly { readonly domain: string; readonly version: number }[];
  readonly producer: string;
  readonly inputs: readonly PortCard[];
  readonly outputs: readonly PortCard[];
  readonly parameters: number;
  /** Multiply-accumulates of one sample in Conv, ConvTranspose, Gemm and MatMul; null when shapes are unknown. */
  readonly macs: number | null;
  readonly ops: readonly OpCount[];
  readonly predictedBytes: { readonly int8: number; readonly int4: number; readonly fp16: number };
  readonly float: readonly FloatReason[];
  readonly notes: readonly string[];
  /** Only for a model that is quantized already. */
  readonly quantized?: QuantizedInfo;
}
