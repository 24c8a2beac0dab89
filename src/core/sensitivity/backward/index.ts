/** @file The table of backward rules by op type. An op without one is found in the report, and what is before it is run again. */
import type { Node } from "../../graph/graph.ts";
import { ACTIVATION } from "./activation.ts";
import { ARITHMETIC } from "./arithmetic.ts";
import { LINEAR } from "./linear.ts";
import { MOVEMENT } from "./movement.ts";
import { NORMALIZATION } from "./normalization.ts";
import { POOLING } from "./pooling.ts";
import { REDUCTION } from "./reduction.ts";
import type { BackwardRule } from "./rule.ts";

export const BACKWARD_RULES: Readonly<Record<string, BackwardRule>> = {
  ...LINEAR,
  ...ARITHMETIC,
  ...ACTIVATION,
  ...NORMALIZATION,
  ...POOLING,
  ...REDUCTION,
  ...MOVEMENT,
};

/** Operators of com.microsoft that compute what their namesake does. */
const CONTRIBUTED: ReadonlySet<string> = new Set(["Gelu", "FastGelu", "QuickGelu"]);

export function backwardRuleOf({ op, domain, inputs }: Node): BackwardRule | undefined {
  if (domain !== "" && !(domain === "com.microsoft" && CONTRIBUTED.has(op) && inputs.length === 1)) return undefined;
  return Object.hasOwn(BACKWARD_RULES, op) ? BACKWARD_RULES[op] : undefined;
}
