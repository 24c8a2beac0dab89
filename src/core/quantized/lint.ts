/** @file Looks a quantized model over. One rule is one small function; the table is the order of the findings. */
import type { Graph } from "../graph/graph.ts";
import type { Finding, Level } from "./info.ts";
import { BIAS_RULES } from "./rules/bias.ts";
import { FORMAT_RULES } from "./rules/format.ts";
import { FUSION_RULES } from "./rules/fusion.ts";
import { RANGE_RULES } from "./rules/range.ts";
import type { LintRule } from "./rules/rule.ts";
import { viewOf } from "./view.ts";

export const LINT_RULES: readonly LintRule[] = [...FORMAT_RULES, ...RANGE_RULES, ...BIAS_RULES, ...FUSION_RULES];

const ORDER: Readonly<Record<Level, number>> = { error: 0, warning: 1, note: 2 };

/** Errors first, then in the order of the rules and of the nodes. */
export function lint(graph: Graph): readonly Finding[] {
  const view = viewOf(graph);
  const found = LINT_RULES.flatMap(({ id, level, why, fix, find }) =>
    find(view).map(({ node, what }): Finding => ({ rule: id, level, node, what, why, fix })),
  );
  return found.toSorted((a, b) => ORDER[a.level] - ORDER[b.level]);
}
