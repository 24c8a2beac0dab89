/** @file The zoo: small models, one for every thing a real one may bring. */
import { CONTROL_FLOW } from "./control-flow.ts";
import { CONVOLUTION } from "./convolution.ts";
import { HALF } from "./half.ts";
import { ODDITIES } from "./oddities.ts";
import { RECURRENT } from "./recurrent.ts";
import { TRANSFORMER } from "./transformer.ts";
import type { ZooModel } from "./zoo-model.ts";

export const ZOO: readonly ZooModel[] = [
  ...CONVOLUTION,
  ...TRANSFORMER,
  ...RECURRENT,
  ...CONTROL_FLOW,
  ...HALF,
  ...ODDITIES,
];
