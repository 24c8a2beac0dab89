import { expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { buildModel } from "../../testing/build-model.ts";
import { ZOO } from "../../testing/zoo/index.ts";
import { feedsOf, runOnce, sqnrOf } from "../../testing/zoo/run-zoo.ts";
import { graphOf } from "../graph/from-model.ts";
import type { Graph } from "../graph/graph.ts";
import { modelOf } from "../graph/to-model.ts";
import { inferTypes } from "../graph/types.ts";
import { encodeModel } from "../onnx/encode.ts";
import { widenHalf } from "./widen-half.ts";

const graphNamed = (id: string): Graph => {
  const spec = ZOO.find((zoo) => zoo.id === id)?.spec;
  if (spec === undefined) throw new Error(id);
  return inferTypes(graphOf(buildModel(spec)));
};

test("a float16 graph computes in float32 between float16 inputs and outputs, and is then idle", async () => {
  const graph = graphNamed("everything in float16");
  const wide = inferTypes(widenHalf.run(graph));
  const elems = (names: readonly string[]) => names.map((name) => wide.types.get(name)?.elem);
  expect([elems(wide.inputs), elems(wide.outputs)]).toEqual([[10], [10]]);
  expect([...wide.constants.values()].map((t) => t.dataType)).toEqual([1, 1, 1, 1, 1]);
  expect(wide.nodes.map((n) => n.op)).toEqual(["Cast", ...graph.nodes.map((n) => n.op), "Cast"]);
  const runtime = createNodeRuntime({ threads: 1 });
  const feeds = feedsOf(graph, 1);
  const [before, after] = [graph, wide].map((g) => runOnce(runtime, encodeModel(modelOf(g)), feeds));
  expect(sqnrOf((await before) ?? {}, (await after) ?? {})).toBeGreaterThan(55);
  expect(widenHalf.run(wide)).toBe(wide);
});

test("a graph without float16 weights stays the same object", () => {
  const graph = graphNamed("a float64 layer between float32 ones");
  expect(widenHalf.run(graph)).toBe(graph);
});
