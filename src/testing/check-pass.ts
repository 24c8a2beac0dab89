/** @file The three questions every graph pass is asked, and small weights to ask them with. */
import { expect } from "vitest";
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph, Pass } from "../core/graph/graph.ts";
import { render } from "../core/graph/render.ts";
import { modelOf } from "../core/graph/to-model.ts";
import { inferTypes } from "../core/graph/types.ts";
import { buildModel, floats, type ModelSpec, noise } from "./build-model.ts";
import { compareRuns } from "./compare-runs.ts";

/** A model spec with a default input x [N, 2, 6, 6] and output y. */
export type Spec = Omit<ModelSpec, "inputs" | "outputs"> & Partial<Pick<ModelSpec, "inputs" | "outputs">>;

const full = (spec: Spec): ModelSpec => ({ inputs: { x: ["N", 2, 6, 6] }, outputs: ["y"], ...spec });

export function typed(spec: Spec): Graph {
  return inferTypes(graphOf(buildModel(full(spec))));
}

/** Reproducible weights of a shape. */
export function rand(...dims: number[]) {
  return floats(
    dims,
    noise(
      dims.reduce((a, b) => a * b, 1),
      dims.length,
    ),
  );
}

/** [4, 2, 3, 3], and the layer it belongs to. */
export const w = rand(4, 2, 3, 3);
export const conv = { op: "Conv", inputs: ["x", "w"], outputs: ["c"] } as const;
export const convBias = { ...conv, inputs: ["x", "w", "b"] } as const;

/** The pass changes the graph to `expected` (its nodes), not what it computes, and is then idle. */
export async function fires(pass: Pass, spec: Spec, expected: readonly string[]): Promise<Graph> {
  const before = buildModel(full(spec));
  const graph = pass.run(inferTypes(graphOf(before)));
  expect(nodesOf(graph)).toEqual(expected);
  const { difference, magnitude } = await compareRuns(before, modelOf(graph));
  expect(magnitude).toBeGreaterThan(0);
  expect(difference / magnitude).toBeLessThan(2e-6);
  const again = inferTypes(graph);
  expect(pass.run(again)).toBe(again);
  return graph;
}

export function leavesAlone(pass: Pass, spec: Spec): void {
  const graph = typed(spec);
  expect(pass.run(graph)).toBe(graph);
}

/** Node lines of the rendering, without types. */
export function nodesOf(graph: Graph): string[] {
  return render(graph)
    .split("\n")
    .filter((line) => / = \w+\(/.test(line))
    .map((line) => line.replace(/: \w+ (\[[^\]]*\]|\?)/g, ""));
}
