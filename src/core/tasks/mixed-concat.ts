/**
 * @file Quantities of different size joined in one tensor, typically boxes in pixels beside scores up to 1: one scale
 * for both leaves the small ones a few levels. Found from the ranges seen in calibration.
 */
import { type Finder } from "./finder.ts";

/** Ratio of the largest to the smallest range from which the smaller loses 4 of 8 bits. */
const RATIO = 16;

export const mixedConcat: Finder = ({ graph, seen }) => {
  const found = new Map<string, string>();
  for (const node of graph.nodes.filter((n) => n.op === "Concat")) {
    const ranges = node.inputs.map((name) => seen(name));
    const sizes = ranges.flatMap((r) => (r === undefined ? [] : [Math.max(-r.lo, r.hi)])).filter((size) => size > 0);
    if (sizes.length < 2) continue;
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
    if (most / least < RATIO) continue;
    const times = Math.round(most / least);
    found.set(
      node.name,
      `It joins values whose ranges differ ${times} times (up to ${most.toPrecision(3)} beside ${least.toPrecision(3)}): one scale would leave the smaller few levels.`,
    );
  }
  return found;
};
