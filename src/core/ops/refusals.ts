/** @file Why an op stays in float, in the user's words. Ops not listed get the general sentence. */

const INDICES = "It returns indices or sizes, not values on a scale.";
const NORMALIZATION = "Normalization divides by a deviation computed from each input, and has only a float kernel.";
const RECURRENT = "Recurrent layers carry state from step to step; they have no statically quantized kernel here.";
const BODY = "It runs another graph inside, which is kept as it is.";

const REASONS: Readonly<Record<string, string>> = {
  ArgMax: INDICES,
  ArgMin: INDICES,
  NonMaxSuppression: INDICES,
  NonZero: INDICES,
  Shape: INDICES,
  Size: INDICES,
  TopK: INDICES,
  LayerNormalization: NORMALIZATION,
  GroupNormalization: NORMALIZATION,
  InstanceNormalization: NORMALIZATION,
  MeanVarianceNormalization: NORMALIZATION,
  LRN: NORMALIZATION,
  GRU: RECURRENT,
  LSTM: RECURRENT,
  RNN: RECURRENT,
  If: BODY,
  Loop: BODY,
  Scan: BODY,
  BatchNormalization:
    "No convolution or matrix product before it could take it in, and alone it has only a float kernel.",
  Cast: "It changes the element type.",
  ConvTranspose: "ONNX Runtime's CPU provider has no integer ConvTranspose, so quantizing it would only add rounding.",
};

export function floatReason(op: string): string {
  if (Object.hasOwn(REASONS, op)) return REASONS[op] as string;
  return `${op} has no integer kernel in ONNX Runtime's CPU provider, so quantizing it would only add rounding.`;
}
