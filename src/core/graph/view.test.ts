import { expect, test } from "vitest";
import { buildModel, floats, noise } from "../../testing/build-model.ts";
import { graphOf } from "./from-model.ts";
import { inferTypes } from "./types.ts";
import { graphView, type GraphView } from "./view.ts";

const MODEL = buildModel({
  inputs: { x: ["N", 3, 8, 8] },
  outputs: ["y"],
  nodes: [
    { name: "conv", op: "Conv", inputs: ["x", "w"], outputs: ["a"] },
    { name: "relu", op: "Relu", inputs: ["a"], outputs: ["b"] },
    { name: "add", op: "Add", inputs: ["b", "b"], outputs: ["y"] },
  ],
  constants: { w: floats([4, 3, 1, 1], noise(12)) },
});

const GRAPH = inferTypes(graphOf(MODEL));

/** "from -value-> to" per edge. */
function lines({ nodes, edges }: GraphView): readonly string[] {
  return edges.map(({ from, to, value }) => `${nodes[from]?.id} -${value}-> ${nodes[to]?.id}`);
}

test("layers, inputs and outputs are drawn with the values between them, constants are not", () => {
  const view = graphView(GRAPH);
  expect(view.nodes.map(({ id }) => id)).toEqual(["input:x", "layer:conv", "layer:relu", "layer:add", "output:y"]);
  expect(lines(view)).toEqual([
    "input:x -x-> layer:conv",
    "layer:conv -a-> layer:relu",
    "layer:relu -b-> layer:add",
    "layer:add -y-> output:y",
  ]);
  expect(view.edges[1]).toMatchObject({
    shape: ["N", 4, 8, 8],
    carried: { bits: 32, type: "float32", integer: false },
  });
});

test("a folded clamp is one with its layer, and what it writes is what the layer writes", () => {
  const view = graphView(GRAPH, { folded: new Map([["relu", "conv"]]), narrowed: new Map([["b", "uint8"]]) });
  expect(view.nodes.map(({ op }) => op)).toEqual(["", "Conv + Relu", "Add", ""]);
  expect(lines(view)).toEqual(["input:x -x-> layer:conv", "layer:conv -b-> layer:add", "layer:add -y-> output:y"]);
  expect(view.edges[1]?.carried).toEqual({ bits: 8, type: "uint8", integer: true });
});

test("an output of the model flows as the model declares it, also where its layer is rounded", () => {
  const view = graphView(GRAPH, { folded: new Map(), narrowed: new Map([["y", "uint8"]]) });
  expect(view.edges.at(-1)?.carried).toEqual({ bits: 32, type: "float32", integer: false });
});
