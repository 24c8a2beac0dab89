/** @file What one folded op looks like. */
import type { Node } from "../../graph/graph.ts";
import type { NumberArray } from "./array.ts";

/** Undefined inputs are omitted optional ones; an undefined result means "not this time". */
export type Evaluator = (node: Node, inputs: readonly (NumberArray | undefined)[]) => NumberArray | undefined;
export type EvaluatorTable = Readonly<Record<string, Evaluator>>;
