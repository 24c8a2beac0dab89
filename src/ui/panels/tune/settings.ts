/** @file Every setting of a recipe by name, each with the sentence that tells when to use it. */
export interface SettingText {
  readonly label: string;
  readonly when: string;
}

export const SETTINGS = {
  activationType: {
    label: "Activation type",
    when: "U8 runs fastest on x86 and in the browser, S8 on ARM and TensorRT; 16 bits when 8 lose too much on an NPU.",
  },
  activationSymmetric: {
    label: "Symmetric activations",
    when: "Only where the target wants zero point 0, as TensorRT does: values that are never negative lose a bit.",
  },
  weightType: {
    label: "Weight type",
    when: "S8 unless the processor is x86 without VNNI: there U8 cannot saturate. U8 needs U8 activations.",
  },
  weightBits: {
    label: "Weight type",
    when: "8 bits are safe, 4 cost a little in large matrix products, 2 break most models; S or U as the target reads them.",
  },
  granularity: {
    label: "Weight scales",
    when: "Per channel is much less noisy and costs nothing; per tensor only where the target knows nothing else.",
  },
  weightOnlyGranularity: {
    label: "Weight scales",
    when: "Blocks for 4 and 2 bits; per channel is enough for 8; per tensor only where the target knows nothing else.",
  },
  weightSymmetric: {
    label: "Symmetric weights",
    when: "Keep it on for S8 and S4; off fits lopsided weights better and stores a zero point beside each scale.",
  },
  biasCorrection: {
    label: "Bias correction",
    when: "Moves the mean error of rounded weights, as calibration data shows it, into the bias: free at run time. Off only to compare with other tools.",
  },
  reduceRange: {
    label: "7-bit weights",
    when: "For x86 without VNNI when weights must be S8: two products can then no longer saturate; costs some accuracy.",
  },
  blockSize: {
    label: "Block size",
    when: "Weights that share a scale. Smaller follows the weights more closely and makes the file a little larger.",
  },
  rounding: {
    label: "Rounding",
    when: "HQQ refines scale and zero point of each block: the same size, less error at 4 and 2 bits, some seconds more.",
  },
  form: {
    label: "File form",
    when: "Operators of ONNX Runtime are fast there and nowhere else; plain QDQ is standard ONNX and runs elsewhere too.",
  },
  half: {
    label: "16-bit type",
    when: "FP16 for GPUs and NPUs; BF16 keeps the range of FP32 with fewer digits, for hardware that has it.",
  },
  keepIo: {
    label: "FP32 inputs and outputs",
    when: "On, the program that calls the model stays as it is; off, it must supply and read 16-bit tensors.",
  },
  taskAware: {
    label: "Task-aware defaults",
    when: "Keeps detection heads, signal front ends, LayerNorm, Softmax and the like in float. Off quantizes them too.",
  },
} as const satisfies Readonly<Record<string, SettingText>>;
