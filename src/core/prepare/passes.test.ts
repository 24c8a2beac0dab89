import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type ModelSpec, noise } from "../../testing/build-model.ts";
import { compareRuns } from "../../testing/compare-runs.ts";
import { graphOf } from "../graph/from-model.ts";
import type { Graph, Pass } from "../graph/graph.ts";
import { render } from "../graph/render.ts";
import { modelOf } from "../graph/to-model.ts";
import { inferTypes } from "../graph/types.ts";
import { floatAttr, tensorAttr } from "../onnx/attributes.ts";
import { constantNodes } from "./constant-nodes.ts";
import { foldBatchNorm } from "./fold-batchnorm.ts";
import { foldBiasAdd } from "./fold-bias-add.ts";
import { foldConstants } from "./fold-constants.ts";
import { foldGemm } from "./fold-gemm.ts";
import { foldMul } from "./fold-mul.ts";
import { foldPad } from "./fold-pad.ts";
import { foldShapes } from "./fold-shapes.ts";
import { liftInitializers } from "./lift-initializers.ts";
import { matmulAddToGemm } from "./matmul-add-to-gemm.ts";
import { removeIdentity } from "./remove-identity.ts";
import { removeUnused } from "./remove-unused.ts";

type Spec = Omit<ModelSpec, "inputs" | "outputs"> & Partial<Pick<ModelSpec, "inputs" | "outputs">>;

const full = (spec: Spec): ModelSpec => ({ inputs: { x: ["N", 2, 6, 6] }, outputs: ["y"], ...spec });
const typed = (spec: Spec): Graph => inferTypes(graphOf(buildModel(full(spec))));
const rand = (...dims: number[]) =>
  floats(
    dims,
    noise(
      dims.reduce((a, b) => a * b, 1),
      dims.length,
    ),
  );
const positive = (n: number) =>
  floats(
    [n],
    noise(n, 5).map((v) => 1.5 + v),
  );

/** The pass changes the graph to `expected` (its nodes), and not what it computes. */
async function fires(pass: Pass, spec: Spec, expected: readonly string[]) {
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

function leavesAlone(pass: Pass, spec: Spec) {
  const graph = typed(spec);
  expect(pass.run(graph)).toBe(graph);
}

/** Node lines of the rendering, without types. */
function nodesOf(graph: Graph): string[] {
  return render(graph)
    .split("\n")
    .filter((line) => / = \w+\(/.test(line))
    .map((line) => line.replace(/: \w+ (\[[^\]]*\]|\?)/g, ""));
}

const conv = { op: "Conv", inputs: ["x", "w"], outputs: ["c"] } as const;
const convBias = { ...conv, inputs: ["x", "w", "b"] } as const;
const w = rand(4, 2, 3, 3);

describe("lift-initializers", () => {
  const spec: Spec = {
    inputs: { x: [2] },
    nodes: [{ op: "Add", inputs: ["x", "b"], outputs: ["y"] }],
    constants: { b: floats([2], [1, 2]) },
  };

  test("takes weights out of the inputs and keeps them as constants", () => {
    const graph = liftInitializers.run(typed({ ...spec, overridable: ["b"] }));
    expect(graph.overridable.size).toBe(0);
    expect(modelOf(graph).graph?.input.map((i) => i.name)).toEqual(["x"]);
    expect(modelOf(graph).graph?.initializer.map((i) => i.name)).toEqual(["b"]);
  });

  test("is idle when no weight is an input", () => leavesAlone(liftInitializers, spec));
});

describe("constant-nodes", () => {
  const constant = { op: "Constant", inputs: [], outputs: ["k"] };
  const add = { op: "Add", inputs: ["x", "k"], outputs: ["y"] };

  test("stores the values of tensors and scalars", async () => {
    const nodes = [{ ...constant, attrs: { value: tensorAttr("", floats([1], [2.5])) } }, add];
    const graph = await fires(constantNodes, { nodes }, ["y = Add(x, k)"]);
    expect(render(graph)).toContain("const k: float32 [1] = 2.5");
    const scalar = constantNodes.run(
      typed({ nodes: [{ ...constant, attrs: { value_float: floatAttr("", 3) } }, add] }),
    );
    expect(render(scalar)).toContain("const k: float32 [] = 3");
    const list = constantNodes.run(typed({ nodes: [{ ...constant, attrs: { value_ints: [1, 2] } }, add] }));
    expect(render(list)).toContain("const k: int64 [2] = 1 2");
  });

  test("leaves a Constant that is a graph output", () =>
    leavesAlone(constantNodes, { nodes: [{ ...constant, attrs: { value_int: 1 } }], outputs: ["k"] }));

  test("is idle without Constant nodes", () =>
    leavesAlone(constantNodes, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});

describe("remove-identity", () => {
  const relu = { op: "Relu", inputs: ["d"], outputs: ["y"] };

  test("removes a chain of copies", async () => {
    const nodes = [
      { op: "Identity", inputs: ["x"], outputs: ["i"] },
      { op: "Dropout", inputs: ["i"], outputs: ["p"] },
      { op: "Pad", inputs: ["p", "none"], outputs: ["d"] },
      relu,
    ];
    await fires(removeIdentity, { nodes, constants: { none: ints([0, 0, 0, 0, 0, 0, 0, 0]) } }, ["y = Relu(x)"]);
  });

  test.each([
    ["a copy that makes a graph output", { nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }] }],
    [
      "Dropout in training mode",
      { nodes: [{ op: "Dropout", inputs: ["x", "", "t"], outputs: ["d"] }, relu], constants: { t: ints([1], []) } },
    ],
    [
      "Dropout whose mask is read",
      {
        nodes: [
          { op: "Dropout", inputs: ["x"], outputs: ["d", "m"] },
          { op: "Not", inputs: ["m"], outputs: ["y"] },
        ],
      },
    ],
    [
      "a Pad that pads",
      {
        nodes: [{ op: "Pad", inputs: ["x", "p"], outputs: ["d"] }, relu],
        constants: { p: ints([0, 0, 1, 0, 0, 0, 0, 0]) },
      },
    ],
  ])("leaves %s", (_, spec) => leavesAlone(removeIdentity, spec));

  test("is idle without copies", () =>
    leavesAlone(removeIdentity, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});

describe("fold-constants", () => {
  test("folds a weight that passes through Reshape and Transpose", async () => {
    const nodes = [
      { op: "Reshape", inputs: ["k", "s"], outputs: ["r"] },
      { op: "Transpose", inputs: ["r"], outputs: ["t"], attrs: { perm: [1, 0] } },
      { op: "MatMul", inputs: ["x", "t"], outputs: ["y"] },
    ];
    const constants = { k: rand(3, 2, 2), s: ints([3, -1]) };
    await fires(foldConstants, { inputs: { x: ["N", 4] }, nodes, constants }, ["y = MatMul(x, t)"]);
  });

  test("leaves nodes that read an input, draw random numbers or make an output", () => {
    leavesAlone(foldConstants, {
      nodes: [{ op: "Add", inputs: ["x", "k"], outputs: ["y"] }],
      constants: { k: rand(1) },
    });
    leavesAlone(foldConstants, {
      nodes: [
        { op: "RandomNormalLike", inputs: ["k"], outputs: ["r"] },
        { op: "Add", inputs: ["x", "r"], outputs: ["y"] },
      ],
      constants: { k: rand(1) },
    });
    leavesAlone(foldConstants, { nodes: [{ op: "Neg", inputs: ["k"], outputs: ["y"] }], constants: { k: rand(1) } });
  });

  test("leaves a small constant that would become a huge one", () => {
    const nodes = [
      { op: "ConstantOfShape", inputs: ["s"], outputs: ["z"] },
      { op: "Add", inputs: ["x", "z"], outputs: ["y"] },
    ];
    leavesAlone(foldConstants, { nodes, constants: { s: ints([1000, 1000]) } });
  });

  test("is idle on a graph without constants", () =>
    leavesAlone(foldConstants, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});

describe("fold-shapes", () => {
  const tail = [
    { op: "Shape", inputs: ["x"], outputs: ["s"] },
    { op: "Gather", inputs: ["s", "zero"], outputs: ["n"] },
    { op: "Unsqueeze", inputs: ["n", "first"], outputs: ["n1"] },
    { op: "Concat", inputs: ["n1", "rest"], outputs: ["shape"], attrs: { axis: 0 } },
    { op: "Reshape", inputs: ["x", "shape"], outputs: ["y"] },
  ];
  const constants = { zero: ints([0], []), first: ints([0]), rest: ints([-1]) };

  test("flattens a dynamic batch with the constant shape [0, -1]", async () => {
    const graph = await fires(foldShapes, { nodes: tail, constants }, ["y = Reshape(x, y_shape)"]);
    expect(render(graph)).toContain("const y_shape: int64 [2] = 0 -1");
  });

  test("makes fully known sizes constant", async () => {
    const nodes = [
      { op: "Shape", inputs: ["x"], outputs: ["s"] },
      { op: "Slice", inputs: ["s", "two", "four"], outputs: ["hw"] },
      { op: "Mul", inputs: ["hw", "two"], outputs: ["hw2"] },
      { op: "Concat", inputs: ["nc", "hw2"], outputs: ["size"], attrs: { axis: 0 } },
      { op: "Resize", inputs: ["x", "", "", "size"], outputs: ["y"] },
    ];
    const graph = await fires(
      foldShapes,
      { inputs: { x: [1, 2, 3, 3] }, nodes, constants: { two: ints([2]), four: ints([4]), nc: ints([1, 2]) } },
      ["y = Resize(x, , , size)"],
    );
    expect(render(graph)).toContain("const size: int64 [4] = 1 2 6 6");
  });

  test("leaves a shape with two sizes that are not known", () => {
    leavesAlone(foldShapes, {
      inputs: { x: ["N", "C", "H"] },
      nodes: tail
        .slice(0, 1)
        .concat(
          { op: "Reshape", inputs: ["x", "s2"], outputs: ["y"] },
          { op: "Gather", inputs: ["s", "swap"], outputs: ["s2"] },
        ),
      constants: { swap: ints([1, 0, 2]) },
    });
  });

  test("is idle on constant shapes", () =>
    leavesAlone(foldShapes, {
      nodes: [{ op: "Reshape", inputs: ["x", "s"], outputs: ["y"] }],
      constants: { s: ints([0, -1]) },
    }));
});

describe("fold-batchnorm", () => {
  const norm = {
    op: "BatchNormalization",
    inputs: ["c", "g", "o", "m", "v"],
    outputs: ["y"],
    attrs: { epsilon: floatAttr("", 1e-3) },
  };
  const stats = (n: number) => ({ g: rand(n), o: rand(n), m: rand(n), v: positive(n) });

  test("folds into a convolution without bias", async () => {
    await fires(foldBatchNorm, { nodes: [conv, norm], constants: { w, ...stats(4) } }, ["y = Conv(x, w, c_bias)"]);
  });

  test("folds into a grouped convolution with bias", async () => {
    const grouped = { ...convBias, attrs: { group: 2 } };
    await fires(
      foldBatchNorm,
      { nodes: [grouped, norm], constants: { w: rand(4, 1, 3, 3), b: rand(4), ...stats(4) } },
      ["y = Conv(x, w, b) group=2"],
    );
  });

  test("folds into a grouped transposed convolution, whose output channels are on axis 1", async () => {
    const transposed = { ...convBias, op: "ConvTranspose", attrs: { group: 2 } };
    await fires(
      foldBatchNorm,
      { nodes: [transposed, norm], constants: { w: rand(2, 3, 2, 2), b: rand(6), ...stats(6) } },
      ["y = ConvTranspose(x, w, b) group=2"],
    );
  });

  test.each([0, 1])("folds into Gemm with transB = %i", async (transB) => {
    const gemm = { ...convBias, op: "Gemm", attrs: { transB } };
    const weight = transB === 0 ? rand(3, 4) : rand(4, 3);
    await fires(
      foldBatchNorm,
      { inputs: { x: ["N", 3] }, nodes: [gemm, norm], constants: { w: weight, b: rand(4), ...stats(4) } },
      [`y = Gemm(x, w, b) transB=${transB}`],
    );
  });

  test("copies a weight that another layer uses as well", async () => {
    const nodes = [conv, norm, { ...conv, outputs: ["z"] }];
    const graph = await fires(foldBatchNorm, { nodes, outputs: ["y", "z"], constants: { w, ...stats(4) } }, [
      "y = Conv(x, w_1, c_bias)",
      "z = Conv(x, w)",
    ]);
    expect(graph.constants.has("w")).toBe(true);
  });

  test.each([
    [
      "a convolution whose output is also used elsewhere",
      [conv, norm, { op: "Relu", inputs: ["c"], outputs: ["z"] }],
      ["y", "z"],
    ],
    ["a convolution whose output is a graph output", [conv, norm], ["y", "c"]],
    ["training mode", [conv, { ...norm, attrs: { training_mode: 1 } }], ["y"]],
    ["a pooling layer", [{ op: "GlobalMaxPool", inputs: ["x"], outputs: ["c"] }, norm], ["y"]],
    [
      "computed weights",
      [{ op: "Neg", inputs: ["w"], outputs: ["w2"] }, { ...conv, inputs: ["x", "w2"] }, norm],
      ["y"],
    ],
  ])("leaves %s", (_, nodes, outputs) => leavesAlone(foldBatchNorm, { nodes, outputs, constants: { w, ...stats(4) } }));

  test("is idle without BatchNormalization", () =>
    leavesAlone(foldBatchNorm, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});

describe("fold-bias-add", () => {
  const add = (k: string) => ({ op: "Add", inputs: ["c", k], outputs: ["y"] });

  test.each([[[4, 1, 1]], [[1, 4, 1, 1]], [[1]], [[]]])("folds a constant of shape %j", async (dims) => {
    await fires(foldBiasAdd, { nodes: [conv, add("k")], constants: { w, k: rand(...dims) } }, [
      "y = Conv(x, w, c_bias)",
    ]);
  });

  test("adds to a bias that is there, from either side", async () => {
    const flipped = { op: "Add", inputs: ["k", "c"], outputs: ["y"] };
    await fires(foldBiasAdd, { nodes: [convBias, flipped], constants: { w, b: rand(4), k: rand(4, 1, 1) } }, [
      "y = Conv(x, w, b)",
    ]);
  });

  test("subtracts a constant, but leaves a constant minus the layer", async () => {
    const sub = { op: "Sub", inputs: ["c", "k"], outputs: ["y"] };
    await fires(foldBiasAdd, { nodes: [conv, sub], constants: { w, k: rand(4, 1, 1) } }, ["y = Conv(x, w, c_bias)"]);
    leavesAlone(foldBiasAdd, { nodes: [conv, { ...sub, inputs: ["k", "c"] }], constants: { w, k: rand(4, 1, 1) } });
  });

  test.each([
    ["a constant along the width", rand(4)],
    ["a constant for every pixel", rand(1, 4, 4, 4)],
    ["a constant that adds an axis", rand(1, 1, 4, 1, 1)],
  ])("leaves %s", (_, k) => leavesAlone(foldBiasAdd, { nodes: [conv, add("k")], constants: { w, k } }));

  test("leaves a residual connection and y + y", () => {
    leavesAlone(foldBiasAdd, { nodes: [conv, { ...conv, outputs: ["d"] }, add("d")], constants: { w } });
    leavesAlone(foldBiasAdd, { nodes: [conv, add("c")], constants: { w } });
  });

  test("is idle without Add", () =>
    leavesAlone(foldBiasAdd, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});

describe("fold-mul", () => {
  const mul = { op: "Mul", inputs: ["c", "k"], outputs: ["y"] };

  test("scales weights and bias", async () => {
    await fires(foldMul, { nodes: [convBias, mul], constants: { w, b: rand(4), k: rand(4, 1, 1) } }, [
      "y = Conv(x, w, b)",
    ]);
    await fires(foldMul, { nodes: [conv, { ...mul, op: "Div" }], constants: { w, k: floats([], [4]) } }, [
      "y = Conv(x, w)",
    ]);
  });

  test("leaves a division by zero, a constant divided by the layer, and a product of activations", () => {
    leavesAlone(foldMul, { nodes: [conv, { ...mul, op: "Div" }], constants: { w, k: floats([], [0]) } });
    leavesAlone(foldMul, {
      nodes: [conv, { op: "Div", inputs: ["k", "c"], outputs: ["y"] }],
      constants: { w, k: floats([], [2]) },
    });
    leavesAlone(foldMul, { nodes: [conv, { op: "Sigmoid", inputs: ["c"], outputs: ["k"] }, mul], constants: { w } });
  });

  test("is idle without Mul", () => leavesAlone(foldMul, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});

describe("matmul-add-to-gemm", () => {
  const nodes = [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["m"] },
    { op: "Add", inputs: ["m", "b"], outputs: ["y"] },
  ];

  test.each([[[3]], [[1, 3]]])("joins a bias of shape %j", async (dims) => {
    await fires(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(...dims) } }, [
      "y = Gemm(x, w, b)",
    ]);
  });

  test("leaves other ranks, and a bias that is not one value per column", () => {
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 2, 4] }, nodes, constants: { w: rand(4, 3), b: rand(3) } });
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(2, 3) } });
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(1, 1, 3) } });
  });

  test("is idle without MatMul", () =>
    leavesAlone(matmulAddToGemm, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});

describe("fold-gemm-alpha-beta", () => {
  const gemm = (alpha: number, beta: number) => ({
    op: "Gemm",
    inputs: ["x", "w", "b"],
    outputs: ["y"],
    attrs: { alpha: floatAttr("", alpha), beta: floatAttr("", beta) },
  });
  const inputs = { x: ["N", 4] };

  test.each([
    [0.5, 2],
    [2, 0.5],
    [1, 0.5],
    [2, 1],
  ])("folds alpha = %f and beta = %f", async (alpha, beta) => {
    await fires(foldGemm, { inputs, nodes: [gemm(alpha, beta)], constants: { w: rand(4, 3), b: rand(3) } }, [
      "y = Gemm(x, w, b)",
    ]);
  });

  test.each([[[1, 3]], [[1]], [[]]])("spreads a bias of shape %j over the outputs", async (dims) => {
    const plain = { op: "Gemm", inputs: ["x", "w", "b"], outputs: ["y"] };
    const graph = await fires(foldGemm, { inputs, nodes: [plain], constants: { w: rand(4, 3), b: rand(...dims) } }, [
      "y = Gemm(x, w, b)",
    ]);
    expect(graph.types.get("b")?.dims).toEqual([3]);
  });

  test("copies a weight that another layer uses as well", async () => {
    const nodes = [gemm(2, 1), { op: "Gemm", inputs: ["x", "w"], outputs: ["z"] }];
    await fires(foldGemm, { inputs, nodes, outputs: ["y", "z"], constants: { w: rand(4, 3), b: rand(3) } }, [
      "y = Gemm(x, w_1, b)",
      "z = Gemm(x, w)",
    ]);
  });

  test("leaves a Gemm of two activations", () => {
    leavesAlone(foldGemm, {
      inputs: { x: [4, 4] },
      nodes: [{ op: "Gemm", inputs: ["x", "x"], outputs: ["y"], attrs: { alpha: floatAttr("", 2) } }],
    });
  });

  test("is idle when both are 1", () =>
    leavesAlone(foldGemm, { inputs, nodes: [gemm(1, 1)], constants: { w: rand(4, 3), b: rand(3) } }));
});

describe("fold-pad", () => {
  const pad = { op: "Pad", inputs: ["x", "p"], outputs: ["d"] };
  const padded = { ...conv, inputs: ["d", "w"], outputs: ["y"] };
  const p = ints([0, 0, 1, 0, 0, 0, 2, 1]);

  test("adds to the padding of the convolution", async () => {
    await fires(foldPad, { nodes: [pad, { ...padded, attrs: { pads: [1, 1, 0, 0] } }], constants: { w, p } }, [
      "y = Conv(x, w) pads=[2, 1, 2, 1]",
    ]);
  });

  test("replaces auto_pad VALID", async () => {
    await fires(foldPad, { nodes: [pad, { ...padded, attrs: { auto_pad: "VALID" } }], constants: { w, p } }, [
      "y = Conv(x, w) pads=[1, 0, 2, 1]",
    ]);
  });

  test.each([
    ["a Pad with another value", [{ ...pad, inputs: ["x", "p", "one"] }, padded]],
    ["a Pad by reflection", [{ ...pad, attrs: { mode: "reflect" } }, padded]],
    [
      "a Pad of channels",
      [
        { ...pad, inputs: ["x", "channels"] },
        { ...padded, inputs: ["d", "w3"] },
      ],
    ],
    ["a Pad before pooling", [pad, { op: "MaxPool", inputs: ["d"], outputs: ["y"], attrs: { kernel_shape: [2, 2] } }]],
    ["a Pad that something else reads too", [pad, padded, { op: "Relu", inputs: ["d"], outputs: ["z"] }]],
    ["auto_pad SAME_UPPER", [pad, { ...padded, attrs: { auto_pad: "SAME_UPPER" } }]],
  ])("leaves %s", (_, nodes) =>
    leavesAlone(foldPad, {
      nodes,
      constants: { w, w3: rand(4, 3, 3, 3), p, one: floats([], [1]), channels: ints([0, 1, 0, 0, 0, 0, 0, 0]) },
    }),
  );

  test("is idle without Pad", () => leavesAlone(foldPad, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});

describe("remove-unused", () => {
  test("drops what no output needs", async () => {
    const nodes = [
      { ...conv, outputs: ["y"] },
      { op: "Relu", inputs: ["x"], outputs: ["dead"] },
    ];
    const graph = await fires(removeUnused, { nodes, constants: { w, k: rand(1) } }, ["y = Conv(x, w)"]);
    expect([...graph.constants.keys()]).toEqual(["w"]);
  });

  test("keeps an unused output of a node that is needed, and is idle then", () => {
    leavesAlone(removeUnused, { nodes: [{ op: "Split", inputs: ["x"], outputs: ["y", "z"], attrs: { axis: 1 } }] });
  });
});
