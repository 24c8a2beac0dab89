/** @file Single changes of one layer's precision: what each is expected to gain and to cost, from one sensitivity report. */
import type { LayerRow } from "../quantize/layer-row.ts";
import { STORED_BITS } from "../quantize/precisions.ts";
import { type PinPrecision, type Recipe, withPin } from "../recipe.ts";
import type { SensitivityReport } from "../sensitivity/report.ts";

/** What is known of the model that a recipe makes. */
export interface Knowledge {
  readonly layers: readonly LayerRow[];
  readonly report: SensitivityReport;
}

export interface Move {
  readonly layer: string;
  readonly precision: PinPrecision;
  /** Change of the error at the network's output, relative energy; negative is better. */
  readonly error: number;
  /** Change of the file, bytes. */
  readonly bytes: number;
}

/** A move that costs no bytes still has a price: 16 bits move twice the data. */
const LEAST_BYTES = 64;

/** Every move to one of the `allowed` precisions that changes something. */
export function movesOf({ layers, report }: Knowledge, allowed: readonly PinPrecision[]): readonly Move[] {
  const rows = new Map(layers.map((row) => [row.name, row]));
  return report.layers.flatMap(({ name, impact, at }) => {
    const row = rows.get(name);
    if (row === undefined) return [];
    return allowed.flatMap((precision): Move[] => {
      const after = at[precision];
      if (after === undefined) return [];
      const bytes = (row.bytes.before * STORED_BITS[precision]) / 32 - row.bytes.after;
      return [{ layer: name, precision, error: after - impact.total, bytes }];
    });
  });
}

/** Repairs, the most error taken away per byte first. */
export function repairs(moves: readonly Move[]): readonly Move[] {
  const price = ({ error, bytes }: Move) => error / Math.max(LEAST_BYTES, bytes);
  return moves.filter(({ error }) => error < 0).toSorted((a, b) => price(a) - price(b));
}

/** Repairs, the most error taken away first, whatever it costs: one of each layer. */
export function strongest(moves: readonly Move[]): readonly Move[] {
  const order = moves.filter(({ error }) => error < 0).toSorted((a, b) => a.error - b.error);
  return [...new Map(order.toReversed().map((move) => [move.layer, move])).values()].toSorted(
    (a, b) => a.error - b.error,
  );
}

/** Savings, the least error per byte saved first. */
export function savings(moves: readonly Move[]): readonly Move[] {
  const price = ({ error, bytes }: Move) => Math.max(0, error) / -bytes;
  return moves.filter(({ bytes }) => bytes < -LEAST_BYTES).toSorted((a, b) => price(a) - price(b) || a.bytes - b.bytes);
}

/** Of two moves of one layer the one that leaves less error counts. */
function chosenOf(moves: readonly Move[], count: number): readonly Move[] {
  const chosen = new Map<string, Move>();
  for (const move of moves.slice(0, count)) {
    const other = chosen.get(move.layer);
    if (other === undefined || move.error < other.error) chosen.set(move.layer, move);
  }
  return [...chosen.values()];
}

/** The recipe after the first `count` moves. */
export function applied(recipe: Recipe, moves: readonly Move[], count: number): Recipe {
  return chosenOf(moves, count).reduce((r, { layer, precision }) => withPin(r, layer, precision), recipe);
}

/** "stem to FP32, conv2 to INT16 and 3 more". */
export function namesOf(moves: readonly Move[], count: number): string {
  const names = chosenOf(moves, count).map(({ layer, precision }) => `${layer} to ${TITLES[precision]}`);
  const [first, second] = names;
  if (names.length <= 2) return names.join(", ");
  return `${first}, ${second} and ${names.length - 2} more`;
}

const TITLES: Readonly<Record<PinPrecision, string>> = {
  float32: "FP32",
  float16: "FP16",
  int16: "INT16",
  int8: "INT8",
  int4: "INT4",
};
