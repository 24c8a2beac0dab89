/** @file What a shape rule gets and gives. A rule is a function of one node; the driver in `../types.ts` walks the graph. */
import { attrInts } from "../../onnx/attributes.ts";
import type { Node, ValueType } from "../graph.ts";
import type { Dim } from "../value-info.ts";

export type { Dim } from "../value-info.ts";
export type Dims = readonly Dim[];

/** A small integer tensor known without running the model, some elements possibly as symbols. Rank 0 or 1. */
export interface KnownInts {
  readonly scalar: boolean;
  readonly values: Dims;
}

export interface InferContext {
  readonly node: Node;
  /** Standard operator set the graph imports. */
  readonly opset: number;
  /** Type of an input slot; `{ elem: 0 }` when omitted or unknown. */
  readonly type: (slot: number) => ValueType;
  /** Known integers of an input slot. */
  readonly known: (slot: number) => KnownInts | undefined;
}

/** Types of the node's outputs in order; missing ones are unknown. */
export type InferRule = (c: InferContext) => readonly ValueType[];
export type InferTable = Readonly<Record<string, InferRule>>;

export function typed(elem: number, dims: Dims | undefined): ValueType {
  return dims === undefined ? { elem } : { elem, dims };
}

/** Known integers of a slot when every one is a number. */
export function numbersAt(c: InferContext, slot: number): number[] | undefined {
  return allNumbers(c.known(slot)?.values);
}

export function allNumbers(dims: Dims | undefined): number[] | undefined {
  return dims?.every((d) => typeof d === "number") ? (dims as number[]) : undefined;
}

/** A list that moved from attribute to input in the course of opsets, e.g. axes: attribute first, then the slot. */
export function listOf(c: InferContext, name: string, slot: number): number[] | undefined {
  return attrInts(c.node, name, undefined) ?? numbersAt(c, slot);
}

/** Counts a negative axis from the end. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Shape of an elementwise result of several shapes (numpy rules); undefined when a rank is unknown. */
export function broadcast(shapes: readonly (Dims | undefined)[]): Dims | undefined {
  if (shapes.length === 0 || shapes.includes(undefined)) return undefined;
  const known = shapes as readonly Dims[];
  const rank = Math.max(...known.map((s) => s.length));
  return Array.from({ length: rank }, (_, i) =>
    known.map((s) => s[i - rank + s.length] ?? (i - rank + s.length < 0 ? 1 : null)).reduce(broadcastDim),
  );
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  // Next to a number above 1 an unknown size must be 1 or that number: either way the result is the number.
  if (typeof a === "number" && typeof b !== "number") return a;
  return typeof b === "number" && typeof a !== "number" ? b : null;
}

/** Product of sizes; null unless all are numbers, but a lone symbol among ones is itself. */
export function product(dims: Dims): Dim {
  return dims.reduce<Dim>((a, b) => {
    if (a === 1) return b;
    if (b === 1) return a;
    return typeof a === "number" && typeof b === "number" ? a * b : null;
  }, 1);
}

/** Output 0 has the type of input 0. */
export const sameAsInput: InferRule = (c) => [c.type(0)];
