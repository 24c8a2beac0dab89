/** @file FP16 and BF16 in the table of formats. */
import type { Format } from "./index.ts";
import { halfRefusal } from "./half/refusal.ts";
import { type HalfOptions, toHalf } from "./half/to-half.ts";

function halfFormat(type: HalfOptions["type"]): Format {
  return {
    refuse: (node, graph, { range }) => halfRefusal(node, graph, range, type),
    rewrite: (graph, nodes, { half }) => toHalf(graph, nodes, { type, keepIo: half.keepIo }),
  };
}

export const HALF = halfFormat("float16");
export const BFLOAT = halfFormat("bfloat16");
