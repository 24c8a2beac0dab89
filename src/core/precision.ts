/** @file How a layer computes in the exported file. */

export const PRECISIONS = ["FP32", "FP16", "BF16", "INT16", "INT8", "DYN8", "W8", "W4", "W2"] as const;

/**
 * INT8 and INT16: activations and weights are integers with calibrated ranges. DYN8: activation ranges are found
 * while the model runs. W8, W4, W2: only the weights are integers. FP16 and BF16: the layer computes in 16-bit float.
 */
export type Precision = (typeof PRECISIONS)[number];

/** For labels. */
export const PRECISION_TITLES: Readonly<Record<Precision, string>> = {
  FP32: "FP32",
  FP16: "FP16",
  BF16: "BF16",
  INT16: "INT16",
  INT8: "INT8",
  DYN8: "INT8 dynamic",
  W8: "INT8 weights",
  W4: "INT4 weights",
  W2: "INT2 weights",
};
