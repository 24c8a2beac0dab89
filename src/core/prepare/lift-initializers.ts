import type { Pass } from "../graph/graph.ts";

/**
 * Old exporters list every weight as a graph input too, which allows a caller to replace it; the runtime
 * then cannot treat it as constant. Nobody replaces the weights of a model that is being quantized.
 */
export const liftInitializers: Pass = {
  id: "lift-initializers",
  title: "Take weights out of the list of inputs",
  run: (graph) => (graph.overridable.size === 0 ? graph : { ...graph, overridable: new Set() }),
};
