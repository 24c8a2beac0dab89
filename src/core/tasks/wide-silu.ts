/**
 * @file SiLU (x times Sigmoid of x) whose input spans so much that 8 bits leave coarse steps around 0, where it bends. The
 * error is largest where most values are, and every later layer inherits it. Found from the ranges seen in calibration.
 */
import type { Node } from "../graph/graph.ts";
import type { Finder, Scene } from "./finder.ts";

/** Largest step of the input's 8-bit grid. Measured on YOLOX-Nano: mAP holds up to here and falls by ten points beyond. */
const WIDEST_STEP = 0.1;

export const wideSilu: Finder = (scene) => {
  const found = new Map<string, string>();
  for (const sigmoid of scene.graph.nodes.filter((n) => n.op === "Sigmoid")) {
    const value = sigmoid.inputs[0] ?? "";
    const range = scene.seen(value);
    const silu = productOf(scene, sigmoid);
    if (silu === null || range === undefined) continue;
    const step = (Math.max(range.hi, 0) - Math.min(range.lo, 0)) / 255;
    if (step <= WIDEST_STEP) continue;
    const reason = `SiLU bends between -4 and 4, and its input spans ${range.lo.toPrecision(3)} to ${range.hi.toPrecision(3)}: steps of ${step.toPrecision(2)} with 8 bits are too coarse.`;
    for (const node of silu) found.set(node.name, reason);
  }
  return found;
};

/** Layer, Sigmoid and product when nothing else reads the layer's result. */
function productOf({ consumers, producers }: Scene, sigmoid: Node): readonly Node[] | null {
  const value = sigmoid.inputs[0] ?? "";
  const readers = consumers.get(value) ?? [];
  const product = readers.find((n) => n.op === "Mul" && n.inputs.includes(sigmoid.outputs[0] ?? ""));
  const layer = producers.get(value);
  if (product === undefined || readers.length !== 2) return null;
  return layer === undefined ? [sigmoid, product] : [layer, sigmoid, product];
}
