/** @file A confusion matrix as what is drawn: how strong each cell is, and whether its change is harm or gain. */
import { changeOf, type ConfusionCell, harmOf } from "../../core/evaluate/classification/confusion.ts";

/** What the cells show: the counts of one model, or what quantization changed about them. */
export type MatrixView = "change" | "base" | "other";

export interface MatrixCell extends ConfusionCell {
  /** Places on the axes. */
  readonly row: number;
  readonly column: number;
  /** 1 to 5; cells without a mark are left out. */
  readonly level: number;
  readonly tone: "harm" | "gain" | "count";
  /** What is written in it: "+4", "12". */
  readonly text: string;
}

export interface Matrix {
  /** Class of each row and column. */
  readonly labels: readonly number[];
  readonly cells: readonly MatrixCell[];
}

/** More cells than these squared can neither be told apart nor read. */
export const MOST_CLASSES = 40;
/** Steps of luminance. */
export const LEVELS = 5;
/** Upper ends of the first four steps, as shares of the samples of a class. */
export const SHARES = [0.02, 0.05, 0.15, 0.5] as const;
/** A change of so many samples has the full colour, or the largest change where that is more. */
const FULL = 5;

const MINUS = "\u2212";

/** Classes that were labelled or answered, by index. */
export function classesOf(cells: readonly ConfusionCell[]): readonly number[] {
  return [...new Set(cells.flatMap(({ label, answer }) => [label, answer]))].sort((a, b) => a - b);
}

/** @param cells of all classes; those that the view says nothing about get no mark */
export function matrixOf(cells: readonly ConfusionCell[], view: MatrixView): Matrix {
  const labels = classesOf(cells);
  const place = new Map(labels.map((label, i) => [label, i]));
  const largest = cells.reduce((most, cell) => Math.max(most, Math.abs(changeOf(cell))), FULL);
  const n = new Map<number, number>();
  for (const { label, base } of cells) n.set(label, (n.get(label) ?? 0) + base);
  const mark = (cell: ConfusionCell): Pick<MatrixCell, "level" | "tone" | "text"> | null => {
    if (view === "change") return markOfChange(cell, largest);
    const count = cell[view];
    if (count === 0) return null;
    return { tone: "count", level: levelOfShare(count / (n.get(cell.label) ?? count)), text: String(count) };
  };
  return {
    labels,
    cells: cells.flatMap((cell) => {
      const found = mark(cell);
      if (found === null) return [];
      return [{ ...cell, ...found, row: place.get(cell.label) ?? 0, column: place.get(cell.answer) ?? 0 }];
    }),
  };
}

function markOfChange(cell: ConfusionCell, largest: number): Pick<MatrixCell, "level" | "tone" | "text"> | null {
  const change = changeOf(cell);
  if (change === 0) return null;
  const level = Math.max(1, Math.ceil(LEVELS * Math.sqrt(Math.abs(change) / largest) - 1e-9));
  return { tone: harmOf(cell) > 0 ? "harm" : "gain", level, text: changeText(change) };
}

/** "+4", "−2", "0". */
export function changeText(change: number): string {
  return change > 0 ? `+${change}` : change < 0 ? `${MINUS}${-change}` : "0";
}

function levelOfShare(share: number): number {
  const step = SHARES.findIndex((end) => share <= end);
  return step < 0 ? LEVELS : step + 1;
}

export interface MatrixLayout {
  /** Edge of a cell, px. */
  readonly edge: number;
  /** Room for the names of the rows and of the columns, px. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Most classes for which a cell has this edge, px. */
const EDGES = [
  [12, 34],
  [16, 28],
  [24, 22],
  [40, 16],
] as const;
/** Width of a character at 12 px, and most characters of a name. */
const [CHARACTER, LONGEST] = [6.4, 14];
/** Below the cells: the key, two lines. */
const KEY = 44;
/** The title of the rows, px. */
const ROWS_TITLE = 84;

/** A matrix is as large as its cells need to be read, whatever room there is. */
export function matrixLayout(count: number, names: readonly string[]): MatrixLayout {
  const edge = EDGES.find(([most]) => count <= most)?.[1] ?? 16;
  const letters = Math.min(LONGEST, Math.max(3, ...names.map(({ length }) => length)));
  const room = Math.ceil(letters * CHARACTER) + 10;
  const left = Math.max(room, ROWS_TITLE);
  // The key needs its width too.
  const width = Math.max(left + count * edge + 2, 400);
  return { edge, left, top: room + 14, width, height: room + 14 + count * edge + KEY };
}

/** A name as short as the axis needs it. */
export function shortName(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
