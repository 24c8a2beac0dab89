import { expect, test } from "vitest";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import { COLOURINGS, type ColouringId, type LayerFacts, offered } from "./colourings.ts";

function facts(row: Partial<LayerRow>, more: Partial<LayerFacts> = {}): LayerFacts {
  const full = {
    name: "a",
    op: "Conv",
    shape: [1, 4],
    precision: "INT8",
    reason: null,
    pinned: false,
    pinnable: true,
    parameters: 4,
    macs: 4,
    bytes: { before: 4000, after: 1000 },
    sqnr: 30,
    clipped: 0.001,
    activation: "a_0",
    weight: "w",
    ...row,
  } satisfies Partial<LayerRow>;
  return { row: full as LayerRow, fate: null, impact: null, ...more };
}

const FLOAT = facts({ precision: "FP32", sqnr: null, clipped: null, bytes: { before: 4000, after: 4000 } });

function painter(id: ColouringId, all: readonly LayerFacts[] = []) {
  const colouring = COLOURINGS.find((c) => c.id === id);
  if (colouring === undefined) throw new Error(id);
  return colouring.painter(all);
}

test("every colouring paints a layer or says nothing, folds a block, and has a legend", () => {
  const fate = { node: "a", op: "Conv", outcome: "integer", kernel: "QLinearConv", reason: "" } as const;
  const all = [facts({}, { fate, impact: 0.01 }), FLOAT];
  for (const { painter: make, id } of COLOURINGS) {
    const paint = make(all);
    expect(paint.one(all[0] as LayerFacts)?.text, id).not.toBe("");
    expect(paint.block(all)?.fill, id).toMatch(/^(var|color-mix)\(/);
    expect(paint.legend(all).entries.length, id).toBeGreaterThan(0);
    for (const { label } of paint.legend(all).entries) expect(label, id).not.toMatch(/NaN|Infinity/);
    expect(paint.block([]), id).toBeNull();
  }
});

test("a precision has its own colour; a block of several says how many of each", () => {
  const bits = painter("bits");
  expect(bits.one(FLOAT)).toMatchObject({ fill: "var(--fp32)", text: "FP32" });
  expect(bits.block([facts({}), facts({}), FLOAT])).toMatchObject({ fill: "var(--int8)", text: "2 INT8, 1 FP32" });
  expect(bits.block([facts({}), facts({})])).toMatchObject({ text: "INT8", parts: [] });
});

test("noise runs from neutral to harm, and the worst layer speaks for its block", () => {
  const error = painter("error");
  expect(error.one(facts({ sqnr: 50 }))?.fill).toContain(" 0%");
  expect(error.one(facts({ sqnr: 4 }))?.fill).toContain(" 100%");
  expect(error.one(FLOAT)).toBeNull();
  expect(error.block([facts({ sqnr: 40 }), facts({ sqnr: 20 })])?.text).toBe("≥ 20.0\u202fdB");
});

test("clipping counts in powers of ten; nothing clipped is neutral", () => {
  const clipping = painter("clipping");
  expect(clipping.one(facts({ clipped: 0 }))).toMatchObject({ text: "0\u202f%" });
  expect(clipping.one(facts({ clipped: 0 }))?.fill).toContain(" 0%");
  expect(clipping.one(facts({ clipped: 1e-3 }))?.fill).toContain(" 50%");
});

test("bytes and impacts of a block add up", () => {
  expect(painter("size", [FLOAT]).block([facts({}), FLOAT])?.text).toBe("5.00\u202fkB");
  const all = [facts({}, { impact: 0.02 }), facts({}, { impact: 0.01 })];
  expect(painter("sensitivity", all).block(all)?.text).toBe("3\u202f%");
});

test("without calibrated kernels or impacts nothing is made up", () => {
  expect(painter("fusion").one(facts({}))).toBeNull();
  expect(offered(null).map(({ id }) => id)).not.toContain("sensitivity");
  expect(offered(new Map())).toHaveLength(COLOURINGS.length);
});
