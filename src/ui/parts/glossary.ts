/** @file Terms in one sentence each, spelt the same everywhere. */
export const GLOSSARY = {
  top1: "Share of labelled samples whose best class is the right one.",
  top5: "Share of labelled samples whose right class is among the five best.",
  agreement: "Share of samples for which the variant and FP32 give the same best class.",
  sqnr: "Signal to quantization noise of the model's output: 10 log₁₀ of FP32 energy over the energy of the difference, averaged over samples. 20 dB is 10 % noise.",
  layerSqnr:
    "Signal to noise of this layer's own quantization, from statistics: input, weight and output noise added. It says where noise enters, not how much it hurts the answer.",
  clipped: "Share of the layer's output values outside the chosen range, which become its nearest end.",
  size: "Size of the .onnx file.",
  interval: "95 % interval: with other samples of the same kind the value would lie in it 19 times out of 20.",
  range: "Real interval that the integers span. Values outside are clipped; a wider range makes each step coarser.",
  runsAs:
    "What ONNX Runtime does with the layer on a CPU, predicted from the exported file: the integer kernel that computes it, float, or removed because another layer does its work.",
  macs: "Multiply-accumulate operations for one sample in Conv, Gemm and MatMul.",
  target: "Where the file will run. Choosing one sets the formats that run best there and how scales are shared.",
  scheme: "What every layer becomes unless it is pinned or cannot.",
  taskAware: "Found from the structure of the graph and the measured ranges, not from names.",
} as const;
