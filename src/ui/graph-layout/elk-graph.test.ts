import ELK from "elkjs/lib/elk.bundled.js";
import { expect, test } from "vitest";
import type { GraphView } from "../../core/graph/view.ts";
import { blockTree } from "../../core/graph/view-blocks.ts";
import { shownGraph } from "../../core/graph/view-shown.ts";
import { BOX, FRAME_HEAD, fromElk, toElk } from "./elk-graph.ts";

const OPS = ["Conv", "Conv", "Conv", "Add", "Conv", "Conv", "Conv", "Gemm"];
const ARCS = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [1, 4],
  [4, 5],
  [5, 6],
  [6, 7],
  [7, 8],
  [8, 9],
] as const;

const VIEW: GraphView = {
  nodes: [
    { id: "input:x", kind: "input", name: "x", op: "" },
    ...OPS.map((op, i) => ({ id: `layer:${i}`, kind: "layer" as const, name: String(i), op })),
    { id: "output:y", kind: "output", name: "y", op: "" },
  ],
  edges: ARCS.map(([from, to]) => ({
    from,
    to,
    value: `v${from}`,
    shape: [1, 8],
    carried: { bits: 32, type: "float32", integer: false },
  })),
};

test("boxes keep their size, stand below their producers, and inside of their frame", async () => {
  const tree = blockTree(VIEW);
  const shown = shownGraph(VIEW, tree, new Set(tree.blocks.keys()));
  expect(shown.frames.length).toBeGreaterThan(0);
  const layout = fromElk(await new ELK().layout(toElk(shown, () => BOX)));
  expect(layout.boxes.size).toBe(VIEW.nodes.length);
  for (const { from, to, id } of shown.edges) {
    const [above, below] = [layout.boxes.get(from), layout.boxes.get(to)];
    expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? NaN) + BOX.height);
    const points = layout.edges.get(id) ?? [];
    expect(points[0]?.y).toBeCloseTo((above?.y ?? 0) + BOX.height, 0);
    expect(points.at(-1)?.y).toBeCloseTo(below?.y ?? 0, 0);
  }
  for (const { id, inside } of shown.boxes) {
    const frame = layout.frames.get(inside ?? "");
    const box = layout.boxes.get(id);
    if (frame === undefined || box === undefined) continue;
    expect(box.y).toBeGreaterThanOrEqual(frame.y + FRAME_HEAD);
    expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width);
    expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);
  }
});
