/**
 * @file A graph whose large weights stay in their files. What is small is attached, so that passes and rules can
 * read shapes, axes and scalars as ever.
 */
import { graphOf } from "../graph/from-model.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { attachedTensor, mapModelTensors, placeOf } from "../onnx/external.ts";
import type { ModelProto, TensorProto } from "../onnx/onnx_pb.ts";
import { byteLength, isExternal } from "../onnx/tensor-data.ts";
import type { WeightSource } from "./store.ts";

/** Tensors below this are attached, bytes. */
const SMALL = 1 << 20;

/** @param small see `attachSmall` @throws StudioError `model/external-data` */
export async function openStreamed(model: ModelProto, source: WeightSource, small = SMALL): Promise<Graph> {
  return inferTypes(graphOf(await attachSmall(model, source, small)));
}

/**
 * The model with everything attached but its large weights.
 * @param small tensors below this many bytes are attached; default 1 MB
 * @throws StudioError `model/external-data`
 */
export async function attachSmall(model: ModelProto, source: WeightSource, small = SMALL): Promise<ModelProto> {
  const initializers = new Set(model.graph?.initializer);
  const attached = new Map<TensorProto, TensorProto>();
  for (const t of externalOf(model)) {
    // Only constants of the main graph can be quantized, so weights in subgraphs have no reason to stay outside.
    if (initializers.has(t) && byteLength(t) >= small) placeOf(t);
    else attached.set(t, attachedTensor(t, await source.read(placeOf(t))));
  }
  return mapModelTensors(model, (t) => attached.get(t) ?? t);
}

function externalOf(model: ModelProto): TensorProto[] {
  const found: TensorProto[] = [];
  mapModelTensors(model, (t) => {
    if (isExternal(t)) found.push(t);
    return t;
  });
  return found;
}

/** Constants that are still in their files. */
export function externalConstants(graph: Graph): ReadonlyMap<ValueName, TensorProto> {
  return new Map([...graph.constants].filter(([, t]) => isExternal(t)));
}

/** The graph with external constants as inputs: no pass can then want to read or fold them. */
export function hideExternal(graph: Graph): Graph {
  const hidden = externalConstants(graph);
  if (hidden.size === 0) return graph;
  const shown = (name: ValueName) => !hidden.has(name);
  return {
    ...graph,
    constants: new Map([...graph.constants].filter(([name]) => shown(name))),
    inputs: [...graph.inputs, ...hidden.keys()],
    overridable: new Set([...graph.overridable].filter(shown)),
  };
}

/** Undoes `hideExternal` on what became of its result. @param hidden the external constants */
export function showExternal(graph: Graph, hidden: ReadonlyMap<ValueName, TensorProto>): Graph {
  const constants = new Map([...hidden, ...graph.constants]);
  return { ...graph, constants, inputs: graph.inputs.filter((name) => !hidden.has(name)) };
}
