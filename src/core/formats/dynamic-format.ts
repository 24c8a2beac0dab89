/** @file Dynamic quantization in the table of formats. */
import { staticWeights } from "../quantize/precisions.ts";
import { dynamicRefusal } from "./dynamic/refusal.ts";
import { toDynamic } from "./dynamic/to-dynamic.ts";
import type { Format } from "./index.ts";

export const DYNAMIC: Format = {
  refuse: dynamicRefusal,
  rewrite: (graph, nodes, recipe) => {
    const { perChannel, ...rest } = staticWeights(recipe);
    return toDynamic(graph, nodes, { weights: { ...rest, granularity: perChannel ? "per-channel" : "per-tensor" } });
  },
};
