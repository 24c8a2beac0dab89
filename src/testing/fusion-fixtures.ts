/** @file Small graphs, one for each thing the fusion map has to know. The runtime itself says what is true of them. */
import type { ModelProto } from "../core/onnx/onnx_pb.ts";
import { ARRANGEMENT_FIXTURES } from "./fusion/arrangements.ts";
import { FORMULA_FIXTURES } from "./fusion/formulas.ts";
import { LAYER_FIXTURES } from "./fusion/layers.ts";
import { OPERATOR_FIXTURES } from "./fusion/operators.ts";

export const FIXTURES: Readonly<Record<string, () => ModelProto>> = {
  ...LAYER_FIXTURES,
  ...OPERATOR_FIXTURES,
  ...ARRANGEMENT_FIXTURES,
  ...FORMULA_FIXTURES,
};
