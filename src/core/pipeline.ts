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
import { graphOf } from "./graph/from-model.ts";
import type { Graph } from "./graph/graph.ts";
import { checkModel } from "./graph/support.ts";
import { modelOf } from "./graph/to-model.ts";
import { inferTypes } from "./graph/types.ts";
import { decodeModel } from "./onnx/decode.ts";
import { encodeModel } from "./onnx/encode.ts";
import { attachExternalData } from "./onnx/external.ts";
import { prepareGraph } from "./prepare/index.ts";
import type { LayerRow, TensorView } from "./quantize/layer-row.ts";
import { layerRows } from "./quantize/layers.ts";
import { type Params, solveParams } from "./quantize/params.ts";
import { makePlan, type Plan } from "./quantize/plan.ts";
import { rewrite } from "./quantize/rewrite.ts";
import { activationView, weightView } from "./quantize/tensor-view.ts";
import type { Recipe } from "./recipe.ts";

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

/** @throws StudioError `recipe/unknown-layer`, `recipe/unsupported` */
export function quantize(prepared: Graph, stats: CalibrationStats, recipe: Recipe): Quantized {
  checkRecipe(prepared, recipe);
  const plan = makePlan(prepared, recipe);
  const params = solveParams(plan, stats, prepared, recipe);
  const graph = rewrite(prepared, plan, params);
  const layers = layerRows({ graph: prepared, plan, params, stats, recipe });
  return { graph, bytes: encodeModel(modelOf(graph)), plan, params, layers, notes: [...plan.notes, ...params.notes] };
}

/** @param sampleIds calibration samples by index */
export function tensorView(
  prepared: Graph,
  stats: CalibrationStats,
  recipe: Recipe,
  tensor: { readonly name: string; readonly kind: "activation" | "weight"; readonly sampleIds: readonly string[] },
): TensorView | null {
  const plan = makePlan(prepared, recipe);
  const params = solveParams(plan, stats, prepared, recipe);
  const solved = { graph: prepared, plan, params, stats, recipe };
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
  if (recipe.activations.type === "int8" && recipe.weights.type === "uint8") {
    throw new StudioError("recipe/unsupported", {
      setting: "S8 activations with U8 weights",
      message: "ONNX Runtime has no integer kernel for this pair.",
      fix: "Use U8 activations, or S8 weights.",
    });
  }
}
