/** @file Terms in one sentence each, spelt the same everywhere. */
export const GLOSSARY = {
  top1: "Share of labelled samples whose best class is the right one.",
  top5: "Share of labelled samples whose right class is among the five best.",
  agreement: "Share of samples for which the variant and FP32 give the same best class.",
  ece: "Expected calibration error: how far confidence is from the share of right answers, mean over 15 bins of confidence weighted by their answers.",
  sqnr: "Signal to quantization noise of the model's output: 10 log₁₀ of FP32 energy over the energy of the difference, averaged over samples. 20 dB is 10 % noise.",
  layerSqnr:
    "Signal to noise of this layer's own quantization, from statistics: input, weight and output noise added. It says where noise enters, not how much it hurts the answer.",
  clipped: "Share of the layer's output values outside the chosen range, which become its nearest end.",
  size: "Size of the .onnx file.",
  interval: "95 % interval: with other samples of the same kind the value would lie in it 19 times out of 20.",
  range: "Real interval that the integers span. Values outside are clipped; a wider range makes each step coarser.",
  rangeSqnr:
    "Signal to noise of this tensor alone under the range, dB: clipped values are off by their distance to the range, the others by rounding, uniform over one step. From the histogram.",
  clippedValues: "Share of the values outside the used range; they become its nearest end.",
  clipEnergy:
    "Squared error of the clipped values over the sum of squares of all values: how much of the signal is cut off.",
  clipMse: "Mean squared error of clipping over all values, in the tensor's unit squared.",
  roundMse: "Mean squared error of rounding over all values: the square of the step over 12, except exact zeros.",
  levelsUsed: "Integers that some value rounds to. Few of many: the range is wider than it needs to be.",
  effectiveBits:
    "Base-2 logarithm of the integers that occur in the channel, on average. A channel with few weights cannot use more integers than it has weights.",
  drift:
    "Total variation: the share of values that would have to move to make the histogram of validation equal to that of calibration.",
  settle:
    "Width of the observed range after so many samples, relative to the width after all; mean of 16 random orders.",
  runsAs:
    "What ONNX Runtime does with the layer on a CPU, predicted from the exported file: the integer kernel that computes it, float, or removed because another layer does its work.",
  impact:
    "Share of the error at the network's output that this layer causes, of the sum over all layers. To first order errors of layers add up.",
  impactSqnr: "Signal to noise at the network's output if only this layer were quantized, dB. Low is harmful.",
  expectedSqnr:
    "Signal to noise at the output from the sum of what the layers cost, with the present pins. The measured value is a mean of decibels over samples and may differ by a few.",
  impactWeights: "How much of the layer's harm its rounded weights cause; its activations cause the rest.",
  ownError: "Signal to noise at the layer's own output, with a clean input, dB.",
  gathered: "Signal to noise at the layer's output when all layers are quantized, dB: what has come together so far.",
  scoreEffect: "Estimated change of the score, points, if only this layer were quantized.",
  remains:
    "Share of the layer's harm that would remain if it were pinned alone to the precision chosen above. What it writes is still rounded for integer layers that read it: pinned together with them, more goes. none: all of it goes, and neighbours round less too.",
  pinCost: "Bytes of weights that this pin would add.",
  foundBy:
    "adjoint: from gradients at the output, all layers at once. re-run: the rest of the network was run again. verified: also found by a real run with only this layer quantized.",
  macs: "Multiply-accumulate operations for one sample in Conv, Gemm and MatMul.",
  target: "Where the file will run. Choosing one sets the formats that run best there and how scales are shared.",
  scheme: "What every layer becomes unless it is pinned or cannot.",
  taskAware: "Found from the structure of the graph and the measured ranges, not from names.",
} as const;

/** The main scores of tasks, by the id of the metric. */
export const METRIC_HELP: Readonly<Record<string, string>> = {
  top1: GLOSSARY.top1,
  top5: GLOSSARY.top5,
  mAP50_95:
    "Mean average precision as COCO has it: over classes, and over overlaps from 50 to 95 % that a box must have with the marked one.",
  mIoU: "Mean over classes of the pixels that both the answer and the label give to a class, of those that either does.",
  mae: "Mean absolute error, in the unit of the labels. Less is better.",
  psnr: "Peak signal to noise against the picture that is right, dB.",
  recall1: "Share of samples whose nearest neighbour among all others has the same label.",
};
