/** @file What a block is called: by the scope its exporter wrote, else by what it is made of. */
import type { GraphView } from "./view.ts";

/** A node, or a block that already has its title. */
type Item = number | { readonly title: string; readonly gate: boolean };

interface Made {
  /** How many of each op are inside, without what was folded into them. */
  readonly ops: ReadonlyMap<string, number>;
  /** Op of the last node, where the ways meet. */
  readonly last: string;
}

/** x · gate(x). */
const GATES: Readonly<Record<string, string>> = { Sigmoid: "SiLU", HardSigmoid: "HardSwish" };

const count = ({ ops }: Made, op: string) => ops.get(op) ?? 0;
const linear = (made: Made) => count(made, "Conv") + count(made, "Gemm") + count(made, "MatMul");

/** The first that fits. */
const KINDS: readonly (readonly [test: (made: Made) => boolean, title: string])[] = [
  [(m) => count(m, "Softmax") > 0 && count(m, "MatMul") >= 2, "Attention"],
  [(m) => count(m, "ReduceMean") > 0 && count(m, "Sub") > 0 && linear(m) === 0, "Normalization"],
  [(m) => (count(m, "Erf") > 0 || count(m, "Tanh") > 0) && m.last === "Mul" && linear(m) === 0, "GELU"],
  [(m) => m.last === "Mul" && count(m, "GlobalAveragePool") > 0, "Squeeze and excite"],
  [(m) => m.last === "Add" && linear(m) > 0, "Residual"],
  [(m) => m.last === "Concat" && linear(m) > 0, "Branches"],
];

/** @param nodes indices of all nodes inside, in order */
export function titleOf(items: readonly Item[], nodes: readonly number[], view: GraphView): string {
  const scope = scopeOf(nodes.map((n) => view.nodes[n]?.name ?? ""));
  if (scope !== "") return scope;
  const ops = nodes.map((n) => (view.nodes[n]?.op ?? "").split(" + ")[0] ?? "");
  const gate = GATES[ops[1] ?? ""];
  if (ops.length === 3 && gate !== undefined && ops[2] === "Mul") return `${ops[0]} + ${gate}`;
  const blocks = items.filter((item) => typeof item !== "number");
  const gates = blocks.filter((block) => block.gate);
  if (gates.length > 1 && gates.length === items.length) return `${gates[0]?.title} × ${gates.length}`;
  if (blocks.length - gates.length > 2) return `${blocks.length} blocks`;
  const made = { ops: tally(ops), last: ops.at(-1) ?? "" };
  return KINDS.find(([test]) => test(made))?.[1] ?? commonest(made.ops);
}

function tally(ops: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const op of ops) counts.set(op, (counts.get(op) ?? 0) + 1);
  return counts;
}

/** "Conv × 6"; of a mixture, its two commonest. */
function commonest(ops: ReadonlyMap<string, number>): string {
  const [first, second, third] = [...ops].toSorted((a, b) => b[1] - a[1]);
  if (first === undefined || second === undefined) return `${first?.[0]} × ${first?.[1]}`;
  return `${first[0]}, ${second[0]}${third === undefined ? "" : " …"}`;
}

/** Last part of the path that all names share: "/layer1/layer1.0/conv1/Conv" has the path "/layer1/layer1.0/conv1". */
export function scopeOf(names: readonly string[]): string {
  const paths = names.map((name) => name.split("/").slice(0, -1));
  const [first = []] = paths;
  let shared = 0;
  while (shared < first.length && paths.every((path) => path[shared] === first[shared])) shared++;
  return first.slice(0, shared).at(-1) ?? "";
}
