/**
 * @file Which ops can compute in 16-bit float, and which of their inputs and outputs then change type. Every op
 * was run in float16 by ONNX Runtime 1.30, native and in WebAssembly, alone and with its optimizer off: where the
 * runtime has no float16 kernel it inserts casts by itself, so the file runs everywhere (see `half-ops.test.ts`).
 */
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import type { HalfType } from "./convert.ts";

export interface HalfSlots {
  /** Inputs that take 16-bit floats. Others keep their type, as the scales of Resize do. */
  readonly inputs: readonly number[] | "all";
  /** Outputs that become 16-bit floats. */
  readonly outputs: readonly number[] | "all";
}

const ALL: HalfSlots = { inputs: "all", outputs: "all" };
const DATA: HalfSlots = { inputs: [0], outputs: "all" };
const COMPARE: HalfSlots = { inputs: "all", outputs: [] };
const PICK: HalfSlots = { inputs: [0], outputs: [] };

function table(slots: HalfSlots, ops: string): Record<string, HalfSlots> {
  return Object.fromEntries(ops.split(/\s+/).map((op) => [op, slots]));
}

const ELEMENTWISE =
  "Abs Acos Acosh Add Asin Asinh Atan Atanh Ceil Clip Cos Cosh Div Elu Erf Exp Floor Gelu HardSigmoid HardSwish Identity LeakyRelu Log Mish Mul Neg PRelu Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Mean Tan Tanh ThresholdedRelu";
const LAYERS =
  "AveragePool BatchNormalization Concat Conv ConvTranspose Einsum Flatten Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool GridSample GroupNormalization Hardmax InstanceNormalization LRN LogSoftmax LpNormalization LpPool MatMul Softmax Transpose DepthToSpace SpaceToDepth";
const MOVES =
  "Compress Expand Gather GatherElements GatherND ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Reshape Resize ReverseSequence Slice Split Squeeze Tile Trilu Unsqueeze";

const HALF_OPS: Readonly<Record<string, HalfSlots>> = {
  ...table(ALL, ELEMENTWISE),
  ...table(ALL, LAYERS),
  ...table(DATA, MOVES),
  ...table(COMPARE, "Equal Greater GreaterOrEqual Less LessOrEqual"),
  ...table(PICK, "ArgMax ArgMin IsNaN NonZero Shape Size"),
  Dropout: { inputs: [0, 1], outputs: [0] },
  GRU: { inputs: [0, 1, 2, 3, 5], outputs: "all" },
  LSTM: { inputs: [0, 1, 2, 3, 5, 6, 7], outputs: "all" },
  RNN: { inputs: [0, 1, 2, 3, 5], outputs: "all" },
  LayerNormalization: { inputs: "all", outputs: [0] },
  MaxPool: { inputs: [0], outputs: [0] },
  Pad: { inputs: [0, 2], outputs: "all" },
  Pow: ALL,
  ScatterElements: { inputs: [0, 2], outputs: "all" },
  ScatterND: { inputs: [0, 2], outputs: "all" },
  Where: { inputs: [1, 2], outputs: "all" },
  "com.microsoft.BiasGelu": ALL,
  "com.microsoft.FastGelu": ALL,
  "com.microsoft.FusedConv": ALL,
  "com.microsoft.FusedMatMul": ALL,
  "com.microsoft.Gelu": ALL,
  "com.microsoft.QuickGelu": ALL,
};

/** Ops with a bfloat16 kernel in ONNX Runtime 1.30 on CPU and in WebAssembly, found by running them. It casts for no other. */
const BFLOAT_OPS: ReadonlySet<string> = new Set(
  "Concat Flatten Gather GatherElements GatherND Identity LayerNormalization Reshape ScatterElements ScatterND Shape Sign Slice Split Squeeze Transpose Unsqueeze".split(
    " ",
  ),
);

/** Left in float32 by ONNX Runtime's own converter (`transformers/float16.py`), or refused by the runtime when tried. */
const BLOCKED: ReadonlySet<string> = new Set(
  "AffineGrid ArrayFeatureExtractor Binarizer CastMap CategoryMapper Celu CumSum DictVectorizer FeatureVectorizer Imputer IsInf LabelEncoder LinearClassifier LinearRegressor Max MeanVarianceNormalization Min NonMaxSuppression Normalizer OneHotEncoder RandomUniformLike Range RoiAlign SVMClassifier SVMRegressor Scaler TopK TreeEnsembleClassifier TreeEnsembleRegressor Upsample ZipMap".split(
    " ",
  ),
);

export const HALF_OP_NAMES: readonly string[] = Object.keys(HALF_OPS);

const keyOf = ({ op, domain }: Node) => (domain === "" ? op : `${domain}.${op}`);

/** What changes type when the node computes in 16-bit float; undefined when it cannot. */
export function slotsOf(node: Node): HalfSlots | undefined {
  const key = keyOf(node);
  return Object.hasOwn(HALF_OPS, key) ? HALF_OPS[key] : undefined;
}

/** Why no node of this op computes in 16-bit float here, or null. */
export function refuseOp(node: Node, type: HalfType): string | null {
  if (BLOCKED.has(node.op)) return `${node.op} has no dependable ${type} form in ONNX Runtime, so it stays in FP32.`;
  if (slotsOf(node) === undefined) return `${node.op} is not known to run in ${type}, so it stays in FP32.`;
  if (type === "bfloat16" && !(node.domain === "" && BFLOAT_OPS.has(node.op)))
    return `ONNX Runtime 1.30 has no bfloat16 kernel for ${node.op}, neither on CPU nor in the browser, and such a file would not load.`;
  return null;
}

const floats = new WeakMap<Graph, ReadonlySet<ValueName>>();

/** Values known to be float32, also behind ops that type inference does not know. */
export function floatValues(graph: Graph): ReadonlySet<ValueName> {
  const known = floats.get(graph);
  if (known !== undefined) return known;
  const found = new Set([...graph.types].filter(([, type]) => type.elem === T.FLOAT).map(([name]) => name));
  for (const node of graph.nodes) {
    const slots = slotsOf(node);
    if (slots === undefined || !inputsOf(node, slots).some((slot) => found.has(node.inputs[slot] ?? ""))) continue;
    for (const name of outputsOf(node, slots)) if ((graph.types.get(name)?.elem ?? 0) === 0) found.add(name);
  }
  floats.set(graph, found);
  return found;
}

/** Slots of `node` that take 16-bit floats. */
export function inputsOf(node: Node, { inputs }: HalfSlots): readonly number[] {
  return inputs === "all" ? node.inputs.map((_, slot) => slot) : inputs.filter((slot) => slot < node.inputs.length);
}

/** Outputs of `node` that become 16-bit floats. */
export function outputsOf(node: Node, { outputs }: HalfSlots): readonly ValueName[] {
  return node.outputs.filter((name, slot) => name !== "" && (outputs === "all" || outputs.includes(slot)));
}
