/**
 * @file The passes that make a graph ready for quantization, in order, and the loop that runs them. None
 * may change what the model computes; whoever prepares a model proves that by running it before and after.
 */
import type { Graph, Pass } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { constantNodes } from "./constant-nodes.ts";
import { raiseOpset } from "./convert-opset.ts";
import { foldBatchNorm } from "./fold-batchnorm.ts";
import { foldBiasAdd } from "./fold-bias-add.ts";
import { foldConstants } from "./fold-constants.ts";
import { foldGemm } from "./fold-gemm.ts";
import { foldMul } from "./fold-mul.ts";
import { foldPad } from "./fold-pad.ts";
import { foldShapes } from "./fold-shapes.ts";
import { hoistWeights } from "./hoist-weights.ts";
import { liftInitializers } from "./lift-initializers.ts";
import { matmulAddToGemm } from "./matmul-add-to-gemm.ts";
import { meanToPool } from "./mean-to-pool.ts";
import { removeIdentity } from "./remove-identity.ts";
import { removeUnused } from "./remove-unused.ts";
import { sumToAdd } from "./sum-to-add.ts";
import { widenHalf } from "./widen-half.ts";

/** Per-channel DequantizeLinear exists from here on. */
export const DEFAULT_OPSET = 13;

export function passesFor(opset: number): readonly Pass[] {
  return [
    // Constants first: every other pass asks whether an input is one.
    liftInitializers,
    constantNodes,
    hoistWeights,
    foldConstants,
    // Before any pass that looks for float32 weights.
    widenHalf,
    foldShapes,
    // What was folded away needs no conversion; what follows only meets the forms of the new opset.
    raiseOpset(opset),
    removeIdentity,
    sumToAdd,
    meanToPool,
    foldPad,
    foldGemm,
    foldBatchNorm,
    foldMul,
    foldBiasAdd,
    matmulAddToGemm,
    removeUnused,
  ];
}

export const PASSES: readonly Pass[] = passesFor(DEFAULT_OPSET);

/** A pass that changed something. */
export interface Applied {
  readonly id: string;
  readonly title: string;
  /** Nodes removed or rewritten; 0 when only constants or declarations changed. */
  readonly nodes: number;
}

export interface Prepared {
  /** With types inferred anew. */
  readonly graph: Graph;
  readonly applied: readonly Applied[];
  readonly opset: { readonly from: number; readonly to: number };
}

/** One fold can make room for another (a Mul behind a BatchNormalization), so passes run until all are idle. */
const MAX_ROUNDS = 8;

/**
 * @param opset raised to this when lower, or as far towards it as every op can follow; never lowered
 */
export function prepareGraph(graph: Graph, opset: number): Prepared {
  const applied = new Map<string, Applied>();
  let current = inferTypes(graph);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = current;
    for (const pass of passesFor(opset)) current = step(current, pass, applied);
    if (current === before) break;
  }
  const [from, to] = [graph, current].map((g) => g.opsets.get("") ?? 0);
  return { graph: current, applied: [...applied.values()], opset: { from: from ?? 0, to: to ?? 0 } };
}

function step(graph: Graph, { id, title, run }: Pass, applied: Map<string, Applied>): Graph {
  const changed = run(graph);
  if (changed === graph) return graph;
  const nodes = (applied.get(id)?.nodes ?? 0) + touchedNodes(graph, changed);
  applied.set(id, { id, title, nodes });
  return inferTypes(changed);
}

function touchedNodes(before: Graph, after: Graph): number {
  const kept = new Set(after.nodes);
  return before.nodes.filter((node) => !kept.has(node)).length;
}
