/** @file What rounding does to the weights of each layer, under the recipe and under each pin: rounded minus exact. */
import { formatOf } from "../formats/index.ts";
import { weightOnlySolvings } from "../formats/weight-only-format.ts";
import { restoredWeights } from "../formats/weight-only/corrected-bias.ts";
import { solvedBlocks } from "../formats/weight-only/solving.ts";
import { slotsOf } from "../formats/weight-only/slots.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { floatToHalf, halfToFloat } from "../onnx/half.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor } from "../onnx/tensor-data.ts";
import type { Precision } from "../precision.ts";
import { channelView } from "../quantize/affine.ts";
import { inputMeans, shiftedBias } from "../quantize/bias-correction.ts";
import { quantizeBias } from "../quantize/bias.ts";
import { typedName } from "../quantize/params.ts";
import { isStatic, pinnedPrecision, staticWeights } from "../quantize/precisions.ts";
import { type QuantizedWeight, quantizedWeight } from "../quantize/weights.ts";
import { ruleOf } from "../ops/index.ts";
import { PIN_PRECISIONS, type PinPrecision, type Recipe } from "../recipe.ts";
import type { Solution } from "./mark.ts";
import type { WeightForm, WeightSpot } from "./spots.ts";

/** Layers whose output is linear in the constant: the error of the output is the layer with the weight's error in its place. */
const LINEAR: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul", "Gather"]);

/** How a layer of this precision stores its weights; null: as they are. */
export function weightFormOf(precision: Precision): WeightForm | null {
  if (isStatic(precision)) return "static";
  if (precision === "FP32") return null;
  if (precision === "FP16" || precision === "BF16") return "half";
  return precision === "DYN8" ? "dynamic" : precision;
}

/**
 * The weights of every layer in every form that the recipe or a pin gives them, layer by layer: rounding takes a while.
 * @param marked the graph whose nodes are run
 */
export function* weightSpots(solution: Solution, marked: Graph): Generator<readonly WeightSpot[], void> {
  const { graph } = solution;
  const nodes = new Map(marked.nodes.map((node) => [node.name, node]));
  for (const original of graph.nodes) {
    const node = nodes.get(original.name);
    const [slot] = slotsOf(original, graph);
    const tensor = graph.constants.get(original.inputs[slot?.input ?? -1] ?? "");
    if (node === undefined || slot === undefined || tensor === undefined || !LINEAR.has(node.op)) continue;
    yield spotsOf({ solution, node: original, tensor }, node, slot.input);
  }
}

/** @param node the layer in the marked graph */
function spotsOf(layer: Layer, node: Node, slot: number): WeightSpot[] {
  const { graph, plan, recipe } = layer.solution;
  const used = weightFormOf(plan.nodes.get(node.name)?.precision ?? "FP32");
  return formsOf(layer.node, graph, recipe, used).flatMap((form) => {
    const rounded = roundedWeight(layer, form);
    if (rounded === null) return [];
    const { error, noise } = difference(layer.tensor, rounded);
    const biasError = biasErrorFor(layer, form, rounded);
    return [{ kind: "weight", layer: node.name, form, node, slot, error, biasError, noise, used: form === used }];
  });
}

/** Energy of the error that 16-bit floats would leave in the weights of a spot. */
export function halfNoise(graph: Graph, { node, slot }: Pick<WeightSpot, "node" | "slot">, recipe: Recipe): number {
  const tensor = graph.constants.get(node.inputs[slot] ?? "");
  return tensor === undefined ? 0 : difference(tensor, halfOf(tensor, recipe)).noise;
}

function halfOf(tensor: TensorProto, { half }: Recipe): Float32Array {
  return floatsOf(tensor).map(half.type === "float16" ? (x) => halfToFloat(floatToHalf(x)) : toBfloat);
}

/** The form in use, and those of the pins that the layer can take. */
function formsOf(node: Node, graph: Graph, recipe: Recipe, used: WeightForm | null): readonly WeightForm[] {
  const forms = new Set<WeightForm>(used === null ? [] : [used]);
  for (const pin of PIN_PRECISIONS) {
    const precision = pinnedPrecision(pin, recipe);
    const form = weightFormOf(precision);
    // What 16-bit floats cost follows from the others closely enough.
    if (form !== null && form !== "half" && canBe(node, graph, recipe, pin)) forms.add(form);
  }
  return [...forms];
}

/** True when a pin to this precision is not refused by the layer itself. */
export function canBe(node: Node, graph: Graph, recipe: Recipe, pin: PinPrecision): boolean {
  const precision = pinnedPrecision(pin, recipe);
  if (precision === "FP32") return true;
  if (isStatic(precision)) return ruleOf(node, graph).kind !== "float";
  return formatOf(precision).refuse(node, graph, { recipe }) === null;
}

interface Layer {
  readonly solution: Solution;
  readonly node: Node;
  readonly tensor: TensorProto;
}

/** The weights as they are computed with, in their own layout. */
function roundedWeight({ solution, node, tensor }: Layer, form: WeightForm): Float32Array | null {
  const { graph, recipe, params, plan } = solution;
  if (form === "half") return halfOf(tensor, recipe);
  if (form === "static" || form === "dynamic") {
    const rule = ruleOf(node, graph);
    const own =
      rule.kind === "linear" && staticWeights(recipe).perChannel ? rule.weight.axis(node, tensor.dims.length) : null;
    const axis = plan.weights.get(node.name)?.axis ?? own;
    return dequantized(
      tensor,
      axis,
      params.weights.get(node.name) ?? quantizedWeight(tensor, axis, staticWeights(recipe)),
    );
  }
  const [solving] = weightOnlySolvings(Number(form.slice(1)) as 8 | 4 | 2, graph, [node], recipe);
  return solving === undefined ? null : restoredWeights(solvedBlocks(solving), solving);
}

/** 8 of 24 bits are kept; the nearest, but for ties. */
function toBfloat(x: number): number {
  const step = 2 ** (Math.floor(Math.log2(Math.abs(x) || 1)) - 7);
  return Math.round(x / step) * step;
}

function dequantized(tensor: TensorProto, axis: number | null, { affine, integers }: QuantizedWeight): Float32Array {
  const { outer, channels, inner } = channelView(dimsOf(tensor), axis);
  const weights = new Float32Array(integers.length);
  for (let o = 0, i = 0; o < outer; o++) {
    for (let c = 0; c < channels; c++) {
      const [scale, zero] = [affine.scale[c] as number, affine.zero[c] as number];
      for (const end = i + inner; i < end; i++) weights[i] = ((integers[i] as number) - zero) * scale;
    }
  }
  return weights;
}

function difference(
  tensor: TensorProto,
  rounded: Float32Array,
): { readonly error: TensorProto; readonly noise: number } {
  const exact = floatsOf(tensor);
  const error = new Float32Array(exact.length);
  let noise = 0;
  for (let i = 0; i < exact.length; i++) {
    const e = (rounded[i] as number) - (exact[i] as number);
    error[i] = e;
    noise += e * e;
  }
  return { error: floatTensor("", dimsOf(tensor), error), noise };
}

/** What the correction of the mean adds to the bias of a layer whose weights alone are rounded; null where nothing is corrected. */
function shiftOf({ solution, node }: Layer, rounded: Float32Array): TensorProto | null {
  const { graph, recipe, stats } = solution;
  const tensor = graph.constants.get(node.inputs[2] ?? "");
  const means = recipe.weights.biasCorrection ? inputMeans(graph, stats).get(node.name) : undefined;
  const corrected = means && shiftedBias(node, graph, means, (at) => rounded[at] as number);
  if (tensor === undefined || !corrected) return null;
  const exact = floatsOf(tensor);
  return floatTensor(
    "",
    dimsOf(tensor),
    corrected.map((b, i) => b - (exact[i] as number)),
  );
}

/** The bias as the file holds it, corrected and rounded to int32, minus the model's; null where the layer has none. */
function biasErrorOf({ solution, node }: Layer): TensorProto | null {
  const { graph, plan, params } = solution;
  const planned = plan.weights.get(node.name);
  const tensor = graph.constants.get(planned?.bias ?? "");
  const weight = params.weights.get(node.name);
  if (planned === undefined || tensor === undefined || weight === undefined) return null;
  const input = params.typed.get(typedName(planned.input, planned.inputType)) ?? params.values.get(planned.input);
  if (input === undefined) return null;
  const exact = floatsOf(tensor);
  const { q, scale } = quantizeBias(params.biases.get(node.name) ?? exact, weight.affine, input);
  const error = Float32Array.from(q, (value, i) => value * (scale[i] ?? scale[0] ?? 1) - (exact[i] as number));
  return floatTensor("", dimsOf(tensor), error);
}

function biasErrorFor(layer: Layer, form: WeightForm, rounded: Float32Array): TensorProto | null {
  if (form === "static") return biasErrorOf(layer);
  return form.startsWith("W") ? shiftOf(layer, rounded) : null;
}
