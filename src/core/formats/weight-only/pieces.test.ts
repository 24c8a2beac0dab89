import { expect, it } from "vitest";
import type { BlockView } from "./blocks.ts";
import { cutView, emptyBlocks, partOf, withPart } from "./pieces.ts";
import { type SolverSetting, solvePart } from "./solving.ts";

const setting: SolverSetting = { bits: 4, signed: true, symmetric: false, rounding: "hqq", half: false };
const weights = (view: BlockView) =>
  Float32Array.from(
    { length: view.outer * view.length * view.inner },
    (_, i) => Math.sin(i * 1.7) + Math.cos(i * 0.31),
  );

const cases: readonly {
  readonly name: string;
  readonly view: BlockView;
  readonly limit: number;
  readonly pieces: number;
}[] = [
  { name: "rows of a matrix", view: { outer: 7, length: 24, inner: 1, block: 8 }, limit: 50, pieces: 4 },
  { name: "blocks of long rows", view: { outer: 2, length: 70, inner: 1, block: 16 }, limit: 33, pieces: 6 },
  { name: "blocks of columns", view: { outer: 2, length: 20, inner: 5, block: 8 }, limit: 45, pieces: 6 },
  {
    name: "columns that are one block each",
    view: { outer: 1, length: 30, inner: 7, block: 30 },
    limit: 65,
    pieces: 4,
  },
  { name: "one block that is never cut", view: { outer: 1, length: 60, inner: 1, block: 60 }, limit: 8, pieces: 1 },
];

it.each(cases)("$name give the same in pieces as at once", ({ view, limit, pieces }) => {
  const data = weights(view);
  const cut = cutView(view, limit);
  expect(cut).toHaveLength(pieces);
  const whole = solvePart(data, view, setting);
  const joined = cut.toReversed().reduce(
    (blocks, piece) => {
      const part = partOf(data, view, piece);
      return withPart(blocks, view, piece, solvePart(part.data, part.view, setting));
    },
    emptyBlocks(view, setting.signed),
  );
  expect([joined.integers, joined.scales, joined.zeros]).toEqual([whole.integers, whole.scales, whole.zeros]);
  expect(joined.noise).toBeCloseTo(whole.noise, 10);
  expect(joined.signal).toBeCloseTo(whole.signal, 8);
});
