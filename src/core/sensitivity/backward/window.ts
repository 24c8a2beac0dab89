/** @file The sliding window of convolutions and poolings, with automatic padding made explicit. */
import type { Node } from "../../graph/graph.ts";
import { attrInt, attrInts, attrString } from "../../onnx/attributes.ts";

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before every axis, then behind every axis. */
  readonly pads: readonly number[];
}

/** @param size of the input along the window's axes; null when the window is rounded up over the end */
export function windowOf(node: Node, kernel: readonly number[], size: readonly number[]): Window | null {
  if (attrInt(node, "ceil_mode", 0) !== 0) return null;
  const ones = kernel.map(() => 1);
  const strides = attrInts(node, "strides", ones);
  const dilations = attrInts(node, "dilations", ones);
  const auto = attrString(node, "auto_pad", "NOTSET");
  if (!auto.startsWith("SAME")) {
    const none = [...kernel, ...kernel].map(() => 0);
    return { kernel, strides, dilations, pads: auto === "VALID" ? none : attrInts(node, "pads", none) };
  }
  const total = size.map((n, i) => {
    const [stride = 1, reach = 1] = [strides[i], ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1) + 1];
    return Math.max(0, (Math.ceil(n / stride) - 1) * stride + reach - n);
  });
  const small = total.map((n) => Math.floor(n / 2));
  const large = total.map((n) => Math.ceil(n / 2));
  return { kernel, strides, dilations, pads: auto === "SAME_UPPER" ? [...small, ...large] : [...large, ...small] };
}
