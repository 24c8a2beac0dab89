/** @file By which operators a quantized model is known. */

export const QUANTIZED_OPS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|QLinear\w+|QGemm|QAttention|(Conv|MatMul)Integer\w*|DynamicQuantize\w+|MatMulNBits|MatMulBnb4|GatherBlockQuantized)$/;
