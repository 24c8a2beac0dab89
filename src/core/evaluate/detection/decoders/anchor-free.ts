/**
 * @file Detectors without anchors and with outputs of their own for each scale: FCOS (Z. Tian et al., ICCV 2019, arXiv:1904.01355) and NanoDet. A scale has class
 * scores `[C, H, W]` or `[H W, C]`, distances to the four sides `[4, H, W]` or, as a distribution over steps (Generalized Focal
 * Loss, arXiv:2006.04388), `[4 (R + 1), H, W]`, and sometimes how central a cell is, `[1, H, W]`.
 */
import type { OutputShape, RawOutput } from "../../output-shape.ts";
import type { Detection } from "../box.ts";
import { between, type Decoder, type InputSize, perClass, probabilities } from "./decoder.ts";

type Shape = Pick<OutputShape, "name" | "dims">;

interface Layout {
  readonly cells: number;
  readonly channels: number;
  /** Distance in the data from one cell, and from one channel, to the next. */
  readonly cellStep: number;
  readonly channelStep: number;
}

/** Cells of one scale, by its stride. */
interface Grid {
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

const STRIDES = [8, 16, 32, 64, 128];

function gridsOf({ width, height }: InputSize): Grid[] {
  return STRIDES.map((stride) => ({ stride, rows: Math.ceil(height / stride), columns: Math.ceil(width / stride) }));
}

function layoutOf({ dims }: Shape, { rows, columns }: Grid): Layout | null {
  const cells = rows * columns;
  const [a = 0, b = 0, c = 0] = dims.map((d) => d ?? 0);
  if (dims.length === 3 && b === rows && c === columns) return { cells, channels: a, cellStep: 1, channelStep: cells };
  if (dims.length === 2 && a === cells) return { cells, channels: b, cellStep: b, channelStep: 1 };
  return null;
}

interface Part<T> {
  readonly output: T;
  readonly layout: Layout;
}

interface Scale<T> {
  readonly grid: Grid;
  readonly sides: Part<T>;
  readonly classes: Part<T>;
  readonly centre: Part<T> | undefined;
}

/** Steps of a distribution: at least 8 for each side. */
const isDistribution = (channels: number) => channels >= 32 && channels % 4 === 0;
const NAMES = { sides: /reg|box|dis|bbox|loc/i, centre: /ctr|cent|obj|iou/i };

/** The scales of a network all of whose outputs belong to one; null when one does not. */
function scalesOf<T extends Shape>(outputs: readonly T[], input: InputSize): readonly Scale<T>[] | null {
  if (outputs.length < 4) return null;
  const scales: Scale<T>[] = [];
  let used = 0;
  for (const grid of gridsOf(input)) {
    const parts = outputs.flatMap((output): Part<T>[] => {
      const layout = layoutOf(output, grid);
      return layout === null ? [] : [{ output, layout }];
    });
    if (parts.length === 0) continue;
    const scale = rolesOf(parts, grid);
    if (scale === null) return null;
    scales.push(scale);
    used += parts.length;
  }
  return used === outputs.length && scales.length >= 2 ? scales : null;
}

function rolesOf<T extends Shape>(parts: readonly Part<T>[], grid: Grid): Scale<T> | null {
  const fits = ({ layout }: Part<T>) => layout.channels === 4 || isDistribution(layout.channels);
  const sides = parts.find((part) => fits(part) && NAMES.sides.test(part.output.name)) ?? parts.find(fits);
  const others = parts.filter((part) => part !== sides);
  const single = others.filter(({ layout }) => layout.channels === 1);
  const centre =
    others.length < 2 ? undefined : (single.find(({ output }) => NAMES.centre.test(output.name)) ?? single[0]);
  const [classes, ...rest] = others.filter((part) => part !== centre);
  return sides === undefined || classes === undefined || rest.length > 0 ? null : { grid, sides, classes, centre };
}

export const anchorFree: Decoder = {
  id: "anchor-free",
  title: "FCOS, NanoDet",
  shapes: "for each scale [1, classes, H, W], [1, 4 or 4 (R + 1), H, W] and maybe [1, 1, H, W]",
  overlapLimit: 0.6,
  fits: (outputs, input) => scalesOf(outputs, input) !== null,
  decode: (outputs, input, minScore) =>
    (scalesOf(outputs, input) ?? []).flatMap((scale) => decodeScale(scale, minScore)),
};

function decodeScale({ grid, sides, classes, centre }: Scale<RawOutput>, minScore: number): Detection[] {
  const scores = probabilities(classes.output.data);
  const central = centre && probabilities(centre.output.data);
  const { channels, cellStep, channelStep } = classes.layout;
  const found: Detection[] = [];
  for (let i = 0; i < classes.layout.cells; i++) {
    const [x, y] = [((i % grid.columns) + 0.5) * grid.stride, (Math.floor(i / grid.columns) + 0.5) * grid.stride];
    // FCOS is sure by the root of both, so that a central box of a likely class keeps its score.
    const part = { data: scores, first: i * cellStep, count: channels, step: channelStep, objectness: 1 };
    const weight = central?.[i];
    const boxes = perClass(part, weight === undefined ? minScore : minScore ** 2, () => {
      const [l, t, r, b] = distances(sides, i).map((d) => d * grid.stride) as [number, number, number, number];
      return between(x - l, y - t, x + r, y + b);
    });
    if (weight === undefined) found.push(...boxes);
    else
      found.push(
        ...boxes.map((d) => ({ ...d, score: Math.sqrt(d.score * weight) })).filter((d) => d.score >= minScore),
      );
  }
  return found;
}

/** Left, top, right, bottom of one cell, in strides. */
function distances({ output, layout }: Part<RawOutput>, cell: number): number[] {
  const { channels, cellStep, channelStep } = layout;
  const value = (channel: number) => output.data[cell * cellStep + channel * channelStep] as number;
  if (channels === 4) return [0, 1, 2, 3].map(value);
  const steps = channels / 4;
  return [0, 1, 2, 3].map((side) => expected(Array.from({ length: steps }, (_, k) => value(side * steps + k))));
}

/** Mean of the softmax over 0, 1, 2 ... */
export function expected(logits: readonly number[]): number {
  const max = Math.max(...logits);
  let [sum, total] = [0, 0];
  for (const [k, x] of logits.entries()) {
    const p = Math.exp(x - max);
    sum += k * p;
    total += p;
  }
  return sum / total;
}
