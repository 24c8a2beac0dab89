/** @file A weight cut into pieces that are solved apart: whole blocks each, so that the result is the same to the bit. */
import type { Blocks, BlockView } from "./blocks.ts";
import { blocksAlong } from "./blocks.ts";

/** Part of a view: from and to (exclusive) along each of its axes; `length` in whole blocks. */
export interface Piece {
  readonly outer: Span;
  readonly block: Span;
  readonly inner: Span;
}

type Span = readonly [number, number];

/** @param limit weights per piece, about; a block is never cut */
export function cutView(view: BlockView, limit: number): Piece[] {
  const { outer, length, inner, block } = view;
  const blocks = blocksAlong(view);
  const [outers, rows, lanes]: readonly Span[][] =
    length * inner <= limit
      ? [spans(outer, limit / (length * inner)), [[0, blocks]], [[0, inner]]]
      : block * inner <= limit
        ? [spans(outer, 1), spans(blocks, limit / (block * inner)), [[0, inner]]]
        : [spans(outer, 1), spans(blocks, 1), spans(inner, limit / block)];
  return (outers ?? []).flatMap((o) =>
    (rows ?? []).flatMap((b) => (lanes ?? []).map((i) => ({ outer: o, block: b, inner: i }))),
  );
}

function spans(count: number, step: number): Span[] {
  const size = Math.max(1, Math.floor(step));
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [i * size, Math.min(count, (i + 1) * size)]);
}

export interface Part {
  /** Its own numbers, or all of them where the piece is the whole: do not write to them. */
  readonly data: Float32Array;
  readonly view: BlockView;
}

export function partOf(data: Float32Array, view: BlockView, piece: Piece): Part {
  const box = weightBox(view, piece);
  const part = { outer: size(box.outer), length: size(box.rows), inner: size(box.inner), block: view.block };
  if (part.outer * part.length * part.inner === data.length) return { data, view };
  const own = new Float32Array(part.outer * part.length * part.inner);
  eachRun(view, box, (whole, at, count) => own.set(data.subarray(whole, whole + count), at));
  return { data: own, view: part };
}

/** What is filled piece by piece. */
export function emptyBlocks({ outer, length, inner, block }: BlockView, signed: boolean): Blocks {
  const weights = outer * length * inner;
  const groups = outer * Math.ceil(length / block) * inner;
  const zeros = (n: number) => (signed ? new Int8Array(n) : new Uint8Array(n));
  return { integers: zeros(weights), scales: new Float32Array(groups), zeros: zeros(groups), noise: 0, signal: 0 };
}

/** Puts what became of a piece into its place. @returns `whole` with the errors of the piece added */
export function withPart(whole: Blocks, view: BlockView, piece: Piece, part: Blocks): Blocks {
  eachRun(view, weightBox(view, piece), (to, at, count) => {
    whole.integers.set(part.integers.subarray(at, at + count), to);
  });
  const groups = { length: blocksAlong(view), inner: view.inner };
  eachRun(groups, { outer: piece.outer, rows: piece.block, inner: piece.inner }, (to, at, count) => {
    whole.scales.set(part.scales.subarray(at, at + count), to);
    whole.zeros.set(part.zeros.subarray(at, at + count), to);
  });
  return { ...whole, noise: whole.noise + part.noise, signal: whole.signal + part.signal };
}

interface Box {
  readonly outer: Span;
  readonly rows: Span;
  readonly inner: Span;
}

function weightBox({ length, block }: BlockView, { outer, block: [from, to], inner }: Piece): Box {
  return { outer, rows: [from * block, Math.min(length, to * block)], inner };
}

const size = ([from, to]: Span) => to - from;

/** Visits the runs of numbers that lie side by side in `[outer, length, inner]` and in the box alone. */
function eachRun(
  { length, inner }: Pick<BlockView, "length" | "inner">,
  box: Box,
  visit: (whole: number, part: number, count: number) => void,
): void {
  const whole = size(box.inner) === inner;
  const [runs, count] = whole ? [1, size(box.rows) * inner] : [size(box.rows), size(box.inner)];
  for (let o = box.outer[0], at = 0; o < box.outer[1]; o++) {
    for (let k = 0; k < runs; k++, at += count) {
      visit((o * length + box.rows[0] + k) * inner + box.inner[0], at, count);
    }
  }
}
