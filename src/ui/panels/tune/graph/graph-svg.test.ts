import { expect, test } from "vitest";
import type { GraphView } from "../../../../core/graph/view.ts";
import { blockTree } from "../../../../core/graph/view-blocks.ts";
import { shownGraph } from "../../../../core/graph/view-shown.ts";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import type { Layout } from "../../../graph-layout/elk-graph.ts";
import { COLOURINGS, type LayerFacts } from "./colourings.ts";
import { boxAt, type Drawing, drawingOf } from "./drawing.ts";
import { graphSvg } from "./graph-svg.ts";
import { lineOf } from "./lines.ts";
import type { Painter } from "./painter.ts";
import { headPath, linePath, middleOf } from "./paths.ts";
import { graphCsv } from "./save-graph.ts";

const INT8 = { bits: 8, type: "uint8", integer: true };
const FP32 = { bits: 32, type: "float32", integer: false };

const VIEW: GraphView = {
  nodes: [
    { id: "input:x", kind: "input", name: "x", op: "" },
    { id: "layer:a<b>", kind: "layer", name: "a<b>", op: "Conv + Relu" },
    { id: "layer:fc", kind: "layer", name: "fc", op: "Gemm" },
    { id: "output:y", kind: "output", name: "y", op: "" },
  ],
  edges: [
    { from: 0, to: 1, value: "x", shape: [1, 3], carried: INT8 },
    { from: 1, to: 2, value: "h", shape: [1, 4], carried: INT8 },
    { from: 2, to: 3, value: "y", shape: [1, 2], carried: FP32 },
  ],
};

function facts(name: string, precision: LayerRow["precision"], pinned = false): [string, LayerFacts] {
  const row = {
    name,
    precision,
    pinned,
    sqnr: precision === "FP32" ? null : 31.4,
    clipped: 0,
    bytes: { before: 4, after: 1 },
  };
  return [name, { row: row as LayerRow, fate: null, impact: null }];
}

function drawn(id: "bits" | "error"): Drawing {
  const shown = shownGraph(VIEW, blockTree(VIEW), new Set());
  const at = (i: number) => ({ x: 10, y: 80 * i, width: 212, height: 44 });
  const layout: Layout = {
    width: 240,
    height: 320,
    boxes: new Map(shown.boxes.map((box, i) => [box.id, at(i)])),
    frames: new Map(),
    edges: new Map(
      shown.edges.map((edge, i) => [
        edge.id,
        [
          { x: 100, y: 80 * i + 44 },
          { x: 100, y: 80 * i + 80 },
        ],
      ]),
    ),
  };
  const all = new Map([facts("a<b>", "INT8", true), facts("fc", "FP32")]);
  const painter = COLOURINGS.find((c) => c.id === id)?.painter([...all.values()]) as Painter<LayerFacts>;
  return drawingOf(VIEW, shown, layout, { facts: all, painter, carried: new Map([["x", FP32]]) });
}

test("a box says op, name, precision and value; a float layer says that it is float", () => {
  const { boxes, edges } = drawn("error");
  expect(boxes[1]?.label).toBe("a<b>, Conv + Relu, INT8, 31.4\u202fdB, pinned");
  expect(boxes[2]).toMatchObject({ paint: null, text: "FP32", label: "fc, Gemm, float (FP32)" });
  expect(edges.map(({ carried }) => lineOf(carried).id)).toEqual(["fp32", "int8", "fp32"]);
});

test("a point finds the box under it", () => {
  const drawing = drawn("bits");
  expect(boxAt(drawing, { x: 20, y: 90 })?.name).toBe("a<b>");
  expect(boxAt(drawing, { x: 20, y: 70 })).toBeNull();
});

test("the file is SVG with real colours, escaped names, a line per value and the legend", () => {
  const drawing = drawn("bits");
  const legend = { unit: null, entries: [{ colour: "var(--int8)", label: "INT8" }] };
  const svg = graphSvg({ drawing, title: "Bits", legend }, (colour) =>
    colour === "var(--int8)" ? "#17713a" : "#56637a",
  );
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="280" height="[\d.]+"/);
  expect(svg).not.toMatch(/var\(|NaN|undefined/);
  expect(svg).toContain("a&lt;b&gt;");
  expect(svg.match(/<path/g)).toHaveLength(6);
  expect(svg).toContain(">8-bit integers<");
});

test("the boxes as CSV", () => {
  expect(graphCsv(drawn("bits")).split("\n").slice(0, 3)).toEqual([
    "kind,name,op,value,pinned,x,y",
    "input,x,Input,,no,10,0",
    "layer,a<b>,Conv + Relu,INT8,yes,10,80",
  ]);
});

test("lines have rounded corners, an arrow's head and a middle", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0, y: 20 },
    { x: 40, y: 20 },
  ];
  expect(linePath(points)).toBe("M0 0 L0 14 Q0 20 6 20 L40 20");
  expect(headPath(points)).toBe("M36.5 14 L40 20 L43.5 14");
  expect(middleOf(points)).toEqual({ x: 10, y: 20 });
});
