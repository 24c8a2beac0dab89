/**
 * @file The product on one screen.
 *
 *     bytes -> Model -> prepared Graph -> CalibrationStats -> (Recipe) -> Plan -> Params -> quantized Graph -> .onnx
 *
 * Every stage is a pure function of what the one before returned, so a pin or a range never recalibrates and a
 * method never re-runs the model. Running models (calibration, evaluation) is the jobs' part: see `jobs/`.
 */
import type { CalibrationStats } from "./calibrate/stats.ts";
import { StudioError } from "./errors.ts";
import { applyFormats } from "./formats/index.ts";
import { graphOf } from "./graph/from-model.ts";
import type { Graph } from "./graph/graph.ts";
import { checkModel } from "./graph/support.ts";
import { modelOf } from "./graph/to-model.ts";
import { inferTypes } from "./graph/types.ts";
import { decodeModel } from "./onnx/decode.ts";
import { encodeModel } from "./onnx/encode.ts";
import { attachExternalData } from "./onnx/external.ts";
import { opsetRefusal } from "./prepare/convert-opset.ts";
import { prepareGraph } from "./prepare/index.ts";
import { inputMeans } from "./quantize/bias-correction.ts";
import type { LayerRow, TensorView } from "./quantize/layer-row.ts";
import { layerRows } from "./quantize/layers.ts";
import { type Params, solveParams } from "./quantize/params.ts";
import { makePlan, type Plan } from "./quantize/plan.ts";
import { rewrite } from "./quantize/rewrite.ts";
import { activationView } from "./quantize/tensor-view.ts";
import { weightView } from "./quantize/weight-view.ts";
import { bitsOf } from "./quantize/precisions.ts";
import { type WeightWork, weightWorkOf } from "./quantize/weight-work.ts";
import type { Recipe } from "./recipe.ts";
import { targetOf } from "./targets/index.ts";

/** Per-channel DequantizeLinear needs opset 13; a model below is raised, never quantized per tensor in silence. */
export const TARGET_OPSET = 13;

/**
 * Bytes to graph, refusing what cannot be quantized.
 * @param external files dropped beside the model, by path
 * @throws StudioError `model/*`
 */
export function openGraph(
  bytes: Uint8Array,
  file: string,
  external: ReadonlyMap<string, Uint8Array> = new Map(),
): Graph {
  const graph = inferTypes(graphOf(attachExternalData(decodeModel(bytes, file), external)));
  checkModel(graph, file);
  return graph;
}

export function prepare(graph: Graph) {
  return prepareGraph(graph, TARGET_OPSET);
}

export interface Quantized {
  readonly graph: Graph;
  /** The exported file. */
  readonly bytes: Uint8Array;
  readonly plan: Plan;
  readonly params: Params;
  readonly layers: readonly LayerRow[];
  /** Everything done on the user's behalf. */
  readonly notes: readonly string[];
}

/**
 * @param stats of the calibration; empty when the recipe needs none
 * @throws StudioError `recipe/unknown-layer`, `recipe/unsupported`, `recipe/uncalibrated`
 */
export function quantize(prepared: Graph, stats: CalibrationStats, recipe: Recipe): Quantized {
  checkRecipe(prepared, recipe);
  const plan = makePlan(prepared, recipe, stats);
  const params = solveParams(plan, stats, prepared, recipe);
  const precisions = new Map([...plan.nodes].map(([name, { precision }]) => [name, precision]));
  const placed = rewrite(prepared, plan, params, recipe);
  const means = recipe.weights.biasCorrection ? inputMeans(prepared, stats) : undefined;
  const { graph, layers: formatted, notes } = applyFormats(placed, precisions, recipe, means);
  const layers = layerRows({ graph: prepared, plan, params, stats, recipe, formatted });
  const warnings = targetOf(recipe.target).warnings(recipe);
  const said = [...warnings, ...opsetNotes(prepared, graph), ...plan.notes, ...params.notes, ...notes];
  return { graph, bytes: encodeModel(modelOf(graph)), plan, params, layers, notes: said };
}

/** What `quantize` will do to the weights, so that it can be done beforehand. @throws StudioError as `quantize` */
export function weightWork(prepared: Graph, stats: CalibrationStats, recipe: Recipe): WeightWork[] {
  checkRecipe(prepared, recipe);
  return weightWorkOf(prepared, makePlan(prepared, recipe, stats), recipe);
}

/** A model that could not be raised has its Q/DQ in a domain of its own. */
function opsetNotes(prepared: Graph, quantized: Graph): string[] {
  const opset = prepared.opsets.get("") ?? 0;
  const contributed = quantized.nodes.some((n) => n.domain === "com.microsoft" && n.op.endsWith("uantizeLinear"));
  const refused = opset < TARGET_OPSET && contributed ? opsetRefusal(prepared, TARGET_OPSET) : null;
  if (refused === null) return [];
  return [`The file stays at opset ${opset} and uses com.microsoft Q/DQ, which only ONNX Runtime knows. ${refused}`];
}

/**
 * True when a recipe asks what values occur: static activations must know, FP16 has an end, a dynamic range that is
 * too wide for 8 bits can only be seen, and biases are corrected by means. The last three do without, less well.
 */
export function needsRanges({ scheme, pins, weights }: Recipe): boolean {
  return scheme !== "weight-only" || weights.biasCorrection || pins.some((p) => p.precision.endsWith("16"));
}

/** @param sampleIds calibration samples by index */
export function tensorView(
  prepared: Graph,
  stats: CalibrationStats,
  recipe: Recipe,
  tensor: { readonly name: string; readonly kind: "activation" | "weight"; readonly sampleIds: readonly string[] },
): TensorView | null {
  const plan = makePlan(prepared, recipe, stats);
  const params = solveParams(plan, stats, prepared, recipe);
  const solved = { graph: prepared, plan, params, stats, recipe, formatted: new Map() };
  return tensor.kind === "weight"
    ? weightView(tensor.name, solved)
    : activationView(tensor.name, solved, tensor.sampleIds);
}

function checkRecipe(graph: Graph, recipe: Recipe): void {
  const known = new Set(graph.nodes.map((n) => n.name));
  for (const { layer } of recipe.pins) {
    if (!known.has(layer))
      throw new StudioError("recipe/unknown-layer", { layer, example: graph.nodes[0]?.name ?? "" });
  }
  for (const { refuse, ...detail } of REFUSALS) if (refuse(recipe)) throw new StudioError("recipe/unsupported", detail);
}

/** Combinations that no runtime here computes, each with the way out. */
const REFUSALS: readonly {
  readonly refuse: (recipe: Recipe) => boolean;
  readonly setting: string;
  readonly message: string;
  readonly fix: string;
}[] = [
  {
    refuse: ({ scheme, activations, weights }) =>
      scheme === "static" && activations.type.startsWith("int") && weights.type.startsWith("uint"),
    setting: "S8 activations with U8 weights",
    message: "ONNX Runtime has no integer kernel for this pair.",
    fix: "Use U8 activations, or S8 weights.",
  },
  {
    refuse: ({ scheme, weights }) => scheme !== "weight-only" && scheme !== "float16" && bitsOf(weights.type) < 8,
    setting: "Weights below 8 bits with integer activations",
    message: "No runtime here multiplies 8-bit activations by weights of fewer bits.",
    fix: "Choose the weight-only scheme, or pin single layers to INT4.",
  },
  {
    refuse: ({ scheme, weights }) =>
      scheme !== "weight-only" && scheme !== "float16" && weights.granularity === "block",
    setting: "One scale per block with integer activations",
    message: "Integer kernels take one scale per output channel or per tensor.",
    fix: "Choose per-channel, or the weight-only scheme.",
  },
];
