/** @file What weight-only quantization can be told, per layer. */
import type { IntType } from "../../quantize/affine.ts";

export interface WeightOnlySetting {
  readonly bits: 8 | 4 | 2;
  /** Only tells how integers are stored: `operator` form stores unsigned ones whatever is set. */
  readonly signed: boolean;
  /** No zero points: real 0 lies in the middle of the integers. */
  readonly symmetric: boolean;
  /** `block`: one scale per `blockSize` inputs of an output channel. */
  readonly granularity: "per-channel" | "per-tensor" | "block";
  /** A power of two from 16 to 256. Only for `block`. */
  readonly blockSize: number;
  /** `hqq` refines scale and zero point of each group; never a larger squared error than `nearest`. */
  readonly rounding: "nearest" | "hqq";
  /** `operator`: MatMulNBits and GatherBlockQuantized of com.microsoft; `qdq`: DequantizeLinear. */
  readonly form: "operator" | "qdq";
}

export type WeightType = Extract<IntType, "int8" | "uint8" | "int4" | "uint4" | "int2" | "uint2">;

export function typeOf({ bits, signed }: Pick<WeightOnlySetting, "bits" | "signed">): WeightType {
  return `${signed ? "int" : "uint"}${bits}`;
}
