import { expect, test } from "vitest";
import type { GraphView, ViewNode } from "./view.ts";
import type { BlockItem } from "./view-block.ts";
import { blockTree } from "./view-blocks.ts";
import { findNodes } from "./view-search.ts";
import { openAtStart, openedFor, shownGraph } from "./view-shown.ts";
import { walkOf } from "./view-walk.ts";

const CARRIED = { bits: 32, type: "float32", integer: false };

/** "name:Op < producer producer" per layer, between one input "x" and one output "y". */
function sketch(...lines: readonly string[]): GraphView {
  const parts = lines.map((line) => line.split(/[:< ]+/));
  const nodes: ViewNode[] = [
    { id: "input:x", kind: "input", name: "x", op: "" },
    ...parts.map(([name = "", op = ""]): ViewNode => ({ id: `layer:${name}`, kind: "layer", name, op })),
    { id: "output:y", kind: "output", name: "y", op: "" },
  ];
  const index = new Map(nodes.map(({ name }, i) => [name, i]));
  const edge = (from: string, to: number) => {
    const source = index.get(from) ?? -1;
    return { from: source, to, value: `${from}_0`, shape: [1, 4], carried: CARRIED };
  };
  const edges = parts.flatMap(([, , ...sources], i) => sources.map((from) => edge(from, i + 1)));
  return { nodes, edges: [...edges, edge(parts.at(-1)?.[0] ?? "", nodes.length - 1)] };
}

/** Blocks as brackets with their title. */
function outline({ nodes }: GraphView, items: readonly BlockItem[]): string {
  const text = (item: BlockItem): string =>
    typeof item === "number" ? (nodes[item]?.name ?? "") : `${item.title}[${item.items.map(text).join(" ")}]`;
  return items.map(text).join(" ");
}

const RESIDUAL = sketch(
  "stem:Conv < x",
  "a:Conv < stem",
  "b:Conv < a",
  "sum:Add < b stem",
  "c:Conv < sum",
  "d:Conv < c",
  "sum2:Add < d sum",
  "pool:GlobalAveragePool < sum2",
  "fc:Gemm < pool",
);

test("what lies between a fork and the node where its ways meet is a block", () => {
  expect(outline(RESIDUAL, blockTree(RESIDUAL).items)).toBe("x stem Residual[a b sum] Residual[c d sum2] pool fc y");
});

test("blocks lie in each other", () => {
  const inner = ["p:Conv < in", "q:Conv < p", "r:Add < q p", "s:Conv < r", "t:Add < s in"];
  const after = Array.from({ length: 9 }, (_, i) => `z${i}:MaxPool < ${i === 0 ? "t" : `z${i - 1}`}`);
  const view = sketch("in:Conv < x", ...inner, ...after);
  expect(outline(view, blockTree(view).items)).toContain("Residual[p q r s t]");
  const deep = sketch(
    "in:Conv < x",
    "p:Conv < in",
    "q:Conv < p",
    "q2:Conv < q",
    "r:Add < q2 p",
    "s:Conv < r",
    "t:Add < s in",
    ...after,
  );
  expect(outline(deep, blockTree(deep).items)).toContain("Residual[p Residual[q q2 r] s t]");
});

test("a gate with its product belongs to its layer and does not hide a chain", () => {
  const silu = (name: string, from: string) => [
    `${name}:Conv < ${from}`,
    `${name}s:Sigmoid < ${name}`,
    `${name}m:Mul < ${name} ${name}s`,
  ];
  const view = sketch(...silu("a", "x"), ...silu("b", "am"), ...silu("c", "bm"), ...silu("d", "cm"));
  const { items } = blockTree(view);
  expect(outline(view, items)).toMatch(/^x Conv \+ SiLU\[a as am\] Conv \+ SiLU\[b bs bm\]/);
});

test("ways of different length, skips around forks and constants from nowhere make no wrong blocks", () => {
  const crossed = sketch("a:Conv < x", "b:Conv < a", "c:Conv < a", "d:Add < b c", "e:Add < c d", "f:Conv < e");
  const { blocks, holders } = blockTree(crossed);
  for (const { nodes } of blocks.values()) {
    const held = new Set(nodes);
    const leaving = crossed.edges.filter(({ from, to }) => held.has(from) && !held.has(to));
    const entering = crossed.edges.filter(({ from, to }) => !held.has(from) && held.has(to));
    expect(new Set(leaving.map(({ from }) => from)).size).toBeLessThanOrEqual(1);
    expect(new Set(entering.map(({ from }) => from)).size).toBeLessThanOrEqual(1);
  }
  expect(holders).toHaveLength(crossed.nodes.length);
});

test("a long chain opens in few pieces, and every node is in the tree once", () => {
  const chain = sketch(
    ...Array.from({ length: 1000 }, (_, i) => `n${i}:${i % 2 ? "Relu" : "Conv"} < ${i ? `n${i - 1}` : "x"}`),
  );
  const { items } = blockTree(chain);
  expect(items.length).toBeLessThan(20);
  const count = (list: readonly BlockItem[]): number =>
    list.reduce<number>((sum, item) => sum + (typeof item === "number" ? 1 : count(item.items)), 0);
  expect(count(items)).toBe(1002);
});

test("scopes of the exporter title blocks", () => {
  const view = sketch(
    "/stem/Conv:Conv < x",
    "/l1/l1.0/a/Conv:Conv < /stem/Conv",
    "/l1/l1.0/b/Conv:Conv < /l1/l1.0/a/Conv",
    "/l1/l1.0/Add:Add < /l1/l1.0/b/Conv /stem/Conv",
    ...Array.from({ length: 6 }, (_, i) => `p${i}:MaxPool < ${i ? `p${i - 1}` : "/l1/l1.0/Add"}`),
  );
  expect(outline(view, blockTree(view).items)).toContain("l1.0[");
});

test("a closed block is one box with the edges of its ends; open, it is a frame around its nodes", () => {
  const tree = blockTree(RESIDUAL);
  const [first = ""] = tree.blocks.keys();
  const closed = shownGraph(RESIDUAL, tree, new Set());
  expect(closed.boxes.map(({ id }) => id)).toContain(first);
  expect(closed.edges.map(({ from, to }) => `${from} > ${to}`)).toContain(`layer:stem > ${first}`);
  expect(closed.boxOf[2]).toBe(first);
  const open = shownGraph(RESIDUAL, tree, new Set([first]));
  expect(open.frames.map(({ block }) => block.id)).toEqual([first]);
  expect(open.boxes.filter(({ inside }) => inside === first).map(({ id }) => id)).toEqual([
    "layer:a",
    "layer:b",
    "layer:sum",
  ]);
  expect(openAtStart(RESIDUAL, tree).size).toBe(2);
  expect(openedFor(new Set(), tree.holders[2] ?? [])).toEqual(new Set([first]));
});

test("arrows lead down to readers, up to producers and sideways among siblings", () => {
  const view = sketch("a:Conv < x", "l:Conv < a", "r:Conv < a", "m:Conv < a", "sum:Concat < l m r");
  const shown = shownGraph(view, blockTree(view), openAtStart(view, blockTree(view)));
  const xs: Record<string, number> = { "layer:l": -100, "layer:m": 10, "layer:r": 120 };
  const { step, first, last } = walkOf(shown, new Map(shown.boxes.map(({ id }) => [id, { x: xs[id] ?? 0, y: 0 }])));
  expect(step("layer:a", "down")).toBe("layer:m");
  expect(step("layer:m", "left")).toBe("layer:l");
  expect(step("layer:m", "right")).toBe("layer:r");
  expect(step("layer:r", "right")).toBeNull();
  expect(step("layer:r", "down")).toBe("layer:sum");
  expect(step("layer:a", "up")).toBe("input:x");
  expect([first, last]).toEqual(["input:x", "output:y"]);
});

test("search reads plain text, ops and expressions, and tells what is wrong with one", () => {
  const names = (query: string) => findNodes(RESIDUAL, query).nodes.map((n) => RESIDUAL.nodes[n]?.name);
  expect(names("SUM")).toEqual(["sum", "sum2"]);
  expect(names("gemm")).toEqual(["fc"]);
  expect(names("/^(a|b)$/")).toEqual(["a", "b"]);
  expect(names("  ")).toEqual([]);
  expect(findNodes(RESIDUAL, "/(/").error).toMatch(/group/i);
  expect(findNodes(RESIDUAL, "/a/zz").error).not.toBeNull();
});
