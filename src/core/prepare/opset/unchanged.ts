/**
 * @file Standard ops of opsets 7 to 25 whose meaning did not change after they appeared (more element types, negative axes
 * or new optional inputs at most). An op in neither this list nor `changes.ts` is refused rather than guessed.
 */
const NAMES =
  "Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool Bernoulli BitShift BitwiseAnd " +
  "BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Col2Im Compress Concat " +
  "ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DeformConv DepthToSpace " +
  "DequantizeLinear Det Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather " +
  "GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual HammingWindow " +
  "HannWindow HardSigmoid HardSwish Identity If InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu " +
  "Less LessOrEqual Log Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean " +
  "MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Multinomial Neg NonMaxSuppression NonZero Not OneHot " +
  "Optional OptionalGetElement OptionalHasElement Or PRelu Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN RandomNormal " +
  "RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal Relu Reshape ReverseSequence RotaryEmbedding Round STFT " +
  "ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert " +
  "SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size Softplus Softsign SpaceToDepth SplitToSequence " +
  "Sqrt StringNormalizer Sub Sum Swish Tan Tanh TensorScatter TfIdfVectorizer ThresholdedRelu Tile Transpose Trilu Unique Where Xor";

export const UNCHANGED: ReadonlySet<string> = new Set(NAMES.split(" "));
