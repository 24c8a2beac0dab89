import { expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { buildModel } from "../../testing/build-model.ts";
import { CONTROL_FLOW } from "../../testing/zoo/control-flow.ts";
import { feedsOf, runOnce, sqnrOf } from "../../testing/zoo/run-zoo.ts";
import { graphOf } from "../graph/from-model.ts";
import { modelOf } from "../graph/to-model.ts";
import { capturedBy } from "../graph/subgraphs.ts";
import { inferTypes } from "../graph/types.ts";
import { encodeModel } from "../onnx/encode.ts";
import { hoistWeights } from "./hoist-weights.ts";

const runtime = createNodeRuntime({ threads: 1 });
const named = (id: string) => {
  const zoo = CONTROL_FLOW.find((z) => z.id.startsWith(id));
  if (zoo === undefined) throw new Error(id);
  return inferTypes(graphOf(buildModel(zoo.spec)));
};

test.each([
  ["If with weights", ["choice.inner"]],
  ["Loop with weights", ["loop.inner"]],
  ["Scan with Constant", ["scan.inner"]],
  ["If inside a Loop", ["s2.W", "s2.W_1"].map((name) => name.replace("s2", "y"))],
])("the weights of %s move out, it computes the same, and the pass is then idle", async (id, moved) => {
  const graph = named(id);
  const hoisted = hoistWeights.run(graph);
  expect([...hoisted.constants.keys()].filter((name) => !graph.constants.has(name))).toEqual(moved);
  expect(hoisted.nodes.flatMap(capturedBy)).toEqual(expect.arrayContaining(moved));
  const feeds = feedsOf(graph, 1);
  const [before, after] = [graph, hoisted].map((g) => runOnce(runtime, encodeModel(modelOf(g)), feeds));
  expect(sqnrOf((await before) ?? {}, (await after) ?? {})).toBeGreaterThan(120);
  expect(hoistWeights.run(hoisted)).toBe(hoisted);
});

test("a graph without bodies stays the same object", () => {
  const graph = named("Resize");
  expect(hoistWeights.run(graph)).toBe(graph);
});
