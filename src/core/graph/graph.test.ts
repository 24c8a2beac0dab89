import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { buildModel, floats, ints } from "../../testing/build-model.ts";
import { intAttr } from "../onnx/attributes.ts";
import { withFields } from "../onnx/messages.ts";
import { AttributeProtoSchema, AttributeProto_AttributeType, type ModelProto } from "../onnx/onnx_pb.ts";
import {
  consumersOf,
  makeNode,
  namesOf,
  producersOf,
  pruneUnused,
  withAttrs,
  withConstants,
  withOutputs,
} from "./edit.ts";
import { graphOf, unusedName } from "./from-model.ts";
import { render } from "./render.ts";
import { capturedBy, fixedNames } from "./subgraphs.ts";
import { modelOf } from "./to-model.ts";
import { inferTypes } from "./types.ts";

const convRelu = buildModel({
  inputs: { x: ["N", 1, 4, 4] },
  outputs: ["y"],
  nodes: [
    { op: "Conv", inputs: ["x", "w"], outputs: ["c"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Relu", inputs: ["c"], outputs: ["y"], name: "act" },
  ],
  constants: { w: floats([2, 1, 3, 3], new Float32Array(18)) },
});

function withBody(model: ModelProto, body: ModelProto): ModelProto {
  const { graph } = model;
  const [node] = graph?.node ?? [];
  if (graph === undefined || node === undefined || body.graph === undefined) throw new Error("built without a node");
  const g = create(AttributeProtoSchema, {
    name: "then_branch",
    type: AttributeProto_AttributeType.GRAPH,
    g: body.graph,
  });
  return withFields(model, {
    graph: withFields(graph, { node: [withFields(node, { attribute: [g] }), ...graph.node.slice(1)] }),
  });
}

describe("graphOf", () => {
  test("names unnamed nodes after their first output, uniquely", () => {
    const node = { op: "Relu", inputs: ["x"] };
    const nodes = [
      { ...node, outputs: ["a"] },
      { ...node, outputs: ["b"], name: "a" },
      { ...node, outputs: ["y"] },
    ];
    expect(graphOf(buildModel({ inputs: { x: [1] }, outputs: ["y"], nodes })).nodes.map((n) => n.name)).toEqual([
      "a",
      "a_1",
      "y",
    ]);
  });

  test("tells inputs from initializers that are also inputs", () => {
    const graph = graphOf(
      buildModel({
        inputs: { x: [2] },
        outputs: ["y"],
        nodes: [{ op: "Add", inputs: ["x", "b"], outputs: ["y"] }],
        constants: { b: floats([2], [1, 2]) },
        overridable: ["b"],
      }),
    );
    expect(graph.inputs).toEqual(["x"]);
    expect([...graph.overridable]).toEqual(["b"]);
  });

  test("writes ai.onnx as the standard domain", () => {
    const graph = graphOf(
      buildModel({
        inputs: { x: [1] },
        outputs: ["y"],
        nodes: [{ op: "Relu", domain: "ai.onnx", inputs: ["x"], outputs: ["y"] }],
      }),
    );
    expect(graph.nodes[0]?.domain).toBe("");
  });

  test("sorts nodes that come in the wrong order, and leaves others alone", () => {
    const nodes = [
      { op: "Add", inputs: ["a", "b"], outputs: ["y"] },
      { op: "Relu", inputs: ["x"], outputs: ["a"] },
      { op: "Neg", inputs: ["a"], outputs: ["b"] },
    ];
    expect(graphOf(buildModel({ inputs: { x: [1] }, outputs: ["y"], nodes })).nodes.map((n) => n.op)).toEqual([
      "Relu",
      "Neg",
      "Add",
    ]);
  });

  test("survives a cycle, which the runtime will refuse", () => {
    const nodes = [
      { op: "Add", inputs: ["x", "b"], outputs: ["a"] },
      { op: "Relu", inputs: ["a"], outputs: ["b"] },
    ];
    expect(graphOf(buildModel({ inputs: { x: [1] }, outputs: ["b"], nodes })).nodes).toHaveLength(2);
  });
});

describe("modelOf", () => {
  test("writes untouched nodes and constants as the very messages they came from", () => {
    const model = modelOf(graphOf(convRelu));
    expect(model.graph?.node[0]).toBe(convRelu.graph?.node[0]);
    expect(model.graph?.initializer[0]).toBe(convRelu.graph?.initializer[0]);
  });

  test("keeps what a changed node's message has beyond our fields", () => {
    const [first] = convRelu.graph?.node ?? [];
    if (first === undefined || convRelu.graph === undefined) throw new Error("built without nodes");
    const documented = withFields(convRelu, {
      graph: withFields(convRelu.graph, {
        node: [withFields(first, { docString: "stem" }), ...convRelu.graph.node.slice(1)],
      }),
    });
    const graph = graphOf(documented);
    const nodes = graph.nodes.map((n) => (n.op === "Conv" ? withAttrs(n, [intAttr("group", 1)], ["pads"]) : n));
    const written = modelOf({ ...graph, nodes }).graph?.node[0];
    expect(written?.docString).toBe("stem");
    expect(written?.attribute.map((a) => a.name)).toEqual(["group"]);
    expect(written?.name).toBe("c");
  });

  test.each([
    [7, 3, 3],
    [13, 3, 7],
    [15, 7, 8],
    [21, 7, 10],
    [13, 10, 10],
  ])("opset %i in a file of IR %i is written as IR %i", (opset, ir, expected) => {
    const spec = {
      inputs: { x: [1] },
      outputs: ["y"],
      nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }],
      opset,
      ir,
    };
    expect(Number(modelOf(graphOf(buildModel(spec))).irVersion)).toBe(expected);
  });

  test("raises IR 3 to 4 when weights are no longer inputs", () => {
    const model = withFields(convRelu, {
      irVersion: 3n,
      opsetImport: convRelu.opsetImport.map((o) => withFields(o, { version: 8n })),
    });
    expect(Number(modelOf(graphOf(model)).irVersion)).toBe(4);
  });

  test("declares types of new outputs and imports new domains", () => {
    const graph = inferTypes(graphOf(convRelu));
    const model = modelOf({ ...withOutputs(graph, ["c"]), opsets: new Map([...graph.opsets, ["com.microsoft", 1]]) });
    expect(model.graph?.output.map((o) => o.name)).toEqual(["y", "c"]);
    expect(inferTypes(graphOf(model)).types.get("c")).toEqual({ elem: 1, dims: ["N", 2, 4, 4] });
    expect(model.opsetImport.map((o) => [o.domain, Number(o.version)])).toEqual([
      ["", 13],
      ["com.microsoft", 1],
    ]);
  });
});

describe("editing", () => {
  const graph = graphOf(convRelu);

  test("consumers and producers follow edges", () => {
    expect(
      consumersOf(graph)
        .get("c")
        ?.map((n) => n.name),
    ).toEqual(["act"]);
    expect(producersOf(graph).get("y")?.op).toBe("Relu");
    expect(producersOf(graph).has("w")).toBe(false);
  });

  test("a node that reads a value twice is one consumer", () => {
    const twice = buildModel({
      inputs: { x: [1] },
      outputs: ["y"],
      nodes: [{ op: "Add", inputs: ["x", "x"], outputs: ["y"] }],
    });
    expect(consumersOf(graphOf(twice)).get("x")).toHaveLength(1);
  });

  test("unused names avoid values and nodes", () => {
    const fresh = (base: string) => unusedName(base, namesOf(graph));
    expect([fresh("z"), fresh("w"), fresh("act")]).toEqual(["z", "w_1", "act_1"]);
  });

  test("outputs are not exposed twice", () => {
    expect(withOutputs(graph, ["y"])).toBe(graph);
    expect(withOutputs(graph, ["c", "c", "y"]).outputs).toEqual(["y", "c"]);
  });

  test("pruning drops what no output needs and is idle otherwise", () => {
    expect(pruneUnused(graph)).toBe(graph);
    const dead = makeNode({ op: "Neg", name: "dead", inputs: ["c"], outputs: ["d"] });
    const more = withConstants({ ...graph, nodes: [...graph.nodes, dead] }, [
      withFields(ints([1]), { name: "unused" }),
    ]);
    expect(render(pruneUnused(more))).toBe(render(graph));
  });
});

describe("values captured by subgraphs", () => {
  const body = buildModel({ inputs: {}, outputs: ["r"], nodes: [{ op: "Neg", inputs: ["c"], outputs: ["r"] }] });
  const model = buildModel({
    inputs: { x: [1], c0: [1] },
    outputs: ["y"],
    nodes: [
      { op: "If", inputs: ["x"], outputs: ["y"] },
      { op: "Relu", inputs: ["c0"], outputs: ["c"] },
    ],
  });
  const graph = graphOf(withBody(model, body));

  test("count as reads: order, consumers and pruning see them", () => {
    expect(graph.nodes.map((n) => n.op)).toEqual(["Relu", "If"]);
    expect(
      consumersOf(graph)
        .get("c")
        ?.map((n) => n.op),
    ).toEqual(["If"]);
    expect(pruneUnused(graph)).toBe(graph);
  });

  test("must keep their names", () => {
    expect(graph.nodes.map(capturedBy)).toEqual([[], ["c"]]);
    expect([...fixedNames(graph)]).toEqual(["y", "c"]);
  });
});

describe("render", () => {
  test("shows a graph as readable text", () => {
    expect(render(inferTypes(graphOf(convRelu)))).toBe(
      [
        "input x: float32 [N, 1, 4, 4]",
        "const w: float32 [2, 1, 3, 3]",
        "c: float32 [N, 2, 4, 4] = Conv(x, w) pads=[1, 1, 1, 1]",
        "y: float32 [N, 2, 4, 4] = Relu(c)",
        "output y",
      ].join("\n"),
    );
  });
});
