/** @file Descriptions of model inputs for tests. */
import type { InputKind, ModelInput, ModelInputs } from "../core/graph/inputs.ts";
import type { DType } from "../core/tensor.ts";

/** One RGB image, `[batch, 3, height, width]`. */
export function imageInputs(batch: number | null, height: number, width: number, name = "x"): ModelInputs {
  const primary: ModelInput = {
    name,
    dtype: "float32",
    kind: "image",
    dims: [batch ?? "N", 3, height, width],
    limit: 2,
  };
  return { list: [primary], primary, batch, image: { name, layout: "NCHW", channels: 3, height, width } };
}

export function input(
  name: string,
  dims: ModelInput["dims"],
  dtype: DType = "float32",
  kind: InputKind = "tensor",
): ModelInput {
  return { name, dims, dtype, kind, limit: 2 };
}

/** Inputs of which the first is the primary one, run one sample at a time unless `batch` is given. */
export function inputList(list: readonly [ModelInput, ...ModelInput[]], batch: number | null = null): ModelInputs {
  return { list, primary: list[0], batch, image: null };
}
