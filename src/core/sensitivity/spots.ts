/**
 * @file Where a quantized model rounds, and which layer answers for it. A spot is one rounding: of a value, or of the
 * weights of a layer. Each belongs to exactly one layer, so that the errors of layers add up to that of the model:
 *
 * - weights, bias and constant operands belong to their layer;
 * - a rounded value belongs to the layer that makes it, whoever reads it: a layer's activation error is that of its output;
 * - a value that a float node makes, or that enters the network, belongs to the first layer that reads it rounded.
 */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import type { Affine, IntType } from "../quantize/affine.ts";

export type Rounding =
  /** QuantizeLinear and DequantizeLinear with calibrated parameters. */
  | { readonly kind: "affine"; readonly affine: Affine }
  /** To a 16-bit float type and back; `elem` is the TensorProto.DataType. */
  | { readonly kind: "cast"; readonly elem: number }
  /** 8 bits over the range of the run. */
  | { readonly kind: "dynamic" };

export interface ValueSpot {
  readonly kind: "value";
  /** The value in the prepared graph. */
  readonly value: ValueName;
  readonly type: IntType | "half" | "dynamic";
  /** What is rounded, and what is read in its place, in the marked graph. Equal where nothing is rounded yet. */
  readonly from: ValueName;
  readonly to: ValueName;
  readonly rounding: Rounding;
  /** Null: the recipe does not round here, a pin might. */
  readonly layer: string | null;
  /** A constant operand counts as a weight. */
  readonly constant: boolean;
}

/** How weights are stored: rounded with static scales, block by block, as half floats or for dynamic kernels. */
export type WeightForm = "static" | "W8" | "W4" | "W2" | "half" | "dynamic";

export interface WeightSpot {
  readonly kind: "weight";
  readonly layer: string;
  readonly form: WeightForm;
  /** The layer in the marked graph. */
  readonly node: Node;
  readonly slot: number;
  /** Rounded minus exact; the bias too, where it is rounded or corrected. */
  readonly error: TensorProto;
  readonly biasError: TensorProto | null;
  /** Sum of squares of `error`. */
  readonly noise: number;
  /** The recipe stores them so; otherwise a pin might. */
  readonly used: boolean;
}

export interface Marked {
  /** The prepared graph with an Identity at every rounding of a value. */
  readonly graph: Graph;
  readonly values: readonly ValueSpot[];
  readonly weights: readonly WeightSpot[];
}
