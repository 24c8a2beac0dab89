/** @file The fusion map of an exported file as the layer table and the summaries show it. */
import { graphOf } from "../graph/from-model.ts";
import { inferTypes } from "../graph/types.ts";
import { decodeModel } from "../onnx/decode.ts";
import { type Fate, fusionMap } from "./fusion-map.ts";

/**
 * What ONNX Runtime does with each layer of a file. A layer's node keeps its name through every rewrite; nodes that
 * quantization put around it are left out.
 * @param bytes the exported .onnx
 * @param layers names of the layers, in the order wanted
 */
export function layerFates(bytes: Uint8Array, layers: readonly string[]): readonly Fate[] {
  const byName = new Map(fusionMap(inferTypes(graphOf(decodeModel(bytes, "model.onnx")))).map((f) => [f.node, f]));
  return layers.flatMap((name) => byName.get(name) ?? []);
}
