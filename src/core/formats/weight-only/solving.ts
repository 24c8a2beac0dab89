/**
 * @file What the rewrite of a layer asks of the solver, as plain data, and the answers that are known already. Refined
 * rounding takes a while, so it can be done beforehand, in pieces and elsewhere: the rewrite then finds the answer here.
 */
import { floatToHalf, halfToFloat } from "../../onnx/half.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { floatsOf } from "../../onnx/tensor-data.ts";
import { type Blocks, type BlockSetting, type BlockView, quantizeBlocks } from "./blocks.ts";

export interface SolverSetting extends Omit<BlockSetting, "roundScale"> {
  /** Scales are stored as float16, beside float16 weights. */
  readonly half: boolean;
}

/** How the numbers of a weight are read. */
export interface Layout {
  /** Two axes of `[a, b, inner]` are exchanged before; null: as they are stored. */
  readonly swap: readonly [number, number, number] | null;
  readonly view: BlockView;
}

export interface Solving extends Layout {
  readonly tensor: TensorProto;
  readonly setting: SolverSetting;
}

/** How scales are stored beside weights of an element type: they share it, so that results keep it too. */
export function scaleRounding(half: boolean): (scale: number) => number {
  return half ? (scale) => halfToFloat(floatToHalf(scale)) : Math.fround;
}

export function solverSetting(tensor: TensorProto, setting: Omit<SolverSetting, "half">): SolverSetting {
  const { bits, signed, symmetric, rounding } = setting;
  return { bits, signed, symmetric, rounding, half: tensor.dataType === T.FLOAT16 };
}

/** Answers for one tensor under one setting: another setting takes their place. */
interface Known {
  readonly setting: string;
  readonly byLayout: Map<string, Blocks>;
}

const cache = new WeakMap<TensorProto, Known>();

export function knownBlocks({ tensor, setting, swap, view }: Solving): Blocks | undefined {
  const known = cache.get(tensor);
  return known?.setting === JSON.stringify(setting) ? known.byLayout.get(JSON.stringify([swap, view])) : undefined;
}

export function rememberBlocks({ tensor, setting, swap, view }: Solving, blocks: Blocks): void {
  const key = JSON.stringify(setting);
  const before = cache.get(tensor);
  const known = before?.setting === key ? before : { setting: key, byLayout: new Map<string, Blocks>() };
  known.byLayout.set(JSON.stringify([swap, view]), blocks);
  cache.set(tensor, known);
}

/** From the answers that are known, or now. Only refined ones are worth keeping. */
export function solvedBlocks(solving: Solving): Blocks {
  const known = knownBlocks(solving);
  if (known !== undefined) return known;
  const blocks = solvePart(weightsOf(solving), solving.view, solving.setting);
  if (solving.setting.rounding === "hqq") rememberBlocks(solving, blocks);
  return blocks;
}

export function solvePart(data: Float32Array, view: BlockView, { half, ...setting }: SolverSetting): Blocks {
  return quantizeBlocks(data, view, { ...setting, roundScale: scaleRounding(half) });
}

/** The weights in the layout of the view. May be a view of the tensor: do not write to it. */
export function weightsOf({ tensor, swap }: Pick<Solving, "tensor" | "swap">): Float32Array {
  const data = floatsOf(tensor);
  return swap === null ? data : swapped(data, new Float32Array(data.length), swap);
}

/** `[a, b, inner]` to `[b, a, inner]`; `to` is filled and returned. */
export function swapped<A extends Float32Array | Int8Array | Uint8Array>(
  from: Float32Array | Int8Array | Uint8Array,
  to: A,
  [a, b, inner]: readonly [number, number, number],
): A {
  for (let i = 0, at = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0, out = (j * a + i) * inner; k < inner; k++) to[out++] = from[at++] as number;
    }
  }
  return to;
}
