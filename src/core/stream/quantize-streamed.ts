/** @file The product's pipeline for weights that are never all in memory: the same stages, in the same order. */
import type { CalibrationStats } from "../calibrate/stats.ts";
import { StudioError } from "../errors.ts";
import { inputsOf } from "../graph/inputs.ts";
import { checkFloat, checkModel } from "../graph/support.ts";
import { modelOf } from "../graph/to-model.ts";
import { inferTypes } from "../graph/types.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import { prepare } from "../pipeline.ts";
import { PRECISION_TITLES } from "../precision.ts";
import type { LayerRow } from "../quantize/layer-row.ts";
import { layerRows } from "../quantize/layers.ts";
import { solveParams } from "../quantize/params.ts";
import { makePlan, type Plan } from "../quantize/plan.ts";
import { pinnedPrecision, schemePrecision } from "../quantize/precisions.ts";
import type { Recipe } from "../recipe.ts";
import type { JobContext } from "../runtime.ts";
import { targetOf } from "../targets/index.ts";
import { externalConstants, hideExternal, openStreamed, showExternal } from "./open.ts";
import type { WeightSink, WeightSource } from "./store.ts";
import { STREAMED, type StreamProgress, streamWeights } from "./stream-weights.ts";

export interface StreamInput {
  /** The .onnx itself, without its external data. */
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly recipe: Recipe;
  readonly source: WeightSource;
  readonly sink: WeightSink;
  readonly breathe: () => Promise<void>;
  /** See `openStreamed`. */
  readonly small?: number;
}

export interface Streamed {
  /** The exported .onnx; its weights are in the sink's file. */
  readonly bytes: Uint8Array;
  readonly layers: readonly LayerRow[];
  readonly notes: readonly string[];
  readonly opset: { readonly from: number; readonly to: number };
}

/** @throws StudioError `model/*`, `recipe/unsupported`, `recipe/unknown-layer` */
export async function quantizeStreamed(input: StreamInput, job: JobContext<StreamProgress>): Promise<Streamed> {
  const { bytes, file, recipe, source, sink, breathe, small } = input;
  checkScheme(recipe);
  const opened = await openStreamed(decodeModel(bytes, file), source, small);
  checkModel(opened, file);
  checkFloat(opened, file);
  const hidden = externalConstants(opened);
  const prepared = prepare(hideExternal(opened));
  const graph = inferTypes(showExternal(prepared.graph, hidden));
  inputsOf(graph);
  const plan = makePlan(graph, recipe);
  checkPins(plan, recipe);
  const decided = new Map([...plan.nodes].map(([name, { precision }]) => [name, precision]));
  const streamed = await streamWeights({ graph, decided, recipe, source, sink, breathe }, job);
  const params = solveParams(plan, NONE, graph, recipe);
  return {
    bytes: encodeModel(modelOf(streamed.graph)),
    layers: layerRows({ graph, plan, params, stats: NONE, recipe, formatted: streamed.layers }),
    notes: [...targetOf(recipe.target).warnings(recipe), ...plan.notes, ...params.notes, ...streamed.notes],
    opset: prepared.opset,
  };
}

const NONE: CalibrationStats = new Map();

/** Anything that runs the model or changes its arithmetic would need all of it in memory. */
function checkScheme(recipe: Recipe): void {
  const wanted = [schemePrecision(recipe), ...recipe.pins.map((pin) => pinnedPrecision(pin.precision, recipe))];
  const other = wanted.find((precision) => precision !== "FP32" && !STREAMED.some((p) => p === precision));
  if (other === undefined) return;
  throw new StudioError("recipe/unsupported", {
    setting: `${PRECISION_TITLES[other]} for a model of this size`,
    message: "Its weights do not fit in memory together, so it can be neither calibrated nor run here.",
    fix: "Choose weight-only INT8, INT4 or INT2, which are made weight by weight.",
  });
}

function checkPins({ nodes }: Plan, { pins }: Recipe): void {
  for (const { layer } of pins) {
    if (!nodes.has(layer)) {
      throw new StudioError("recipe/unknown-layer", { layer, example: nodes.keys().next().value ?? "" });
    }
  }
}
