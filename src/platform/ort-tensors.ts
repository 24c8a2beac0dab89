/** @file Tensors between our types and ONNX Runtime's, for its web and its Node package alike. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import type { DType, Tensor, TensorData } from "../core/tensor.ts";

/** The part of `onnxruntime-web` and `onnxruntime-node` that is used. */
export interface OrtModule {
  readonly Tensor: typeof OrtTensor;
  readonly InferenceSession: typeof InferenceSession;
}

type AnyTensorConstructor = new (type: string, data: TensorData, dims: readonly number[]) => OrtTensor;

/** Names of the element types are the same on both sides. */
export function toOrt({ Tensor: Constructor }: OrtModule, { dtype, data, dims }: Tensor): OrtTensor {
  return new (Constructor as unknown as AnyTensorConstructor)(dtype, data, dims);
}

export function fromOrt({ type, data, dims }: OrtTensor): Tensor {
  return { dtype: type as DType, dims, data: type === "float16" ? halfBits(data) : (data as TensorData) };
}

/** Where Float16Array exists the runtime returns one; ours are always its bits. */
function halfBits(data: OrtTensor["data"]): Uint16Array {
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}
