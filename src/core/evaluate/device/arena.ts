/**
 * @file How much memory activations need when tensors that are not alive together share it: greedy by size, into the smallest gap that fits, as TensorFlow
 * Lite plans its arena (Y. Pisarchyk and J. Lee, arXiv:2001.03288, section 4.4). Nothing is computed in place.
 */

/** One tensor and the steps during which it must be kept. */
export interface Lifetime {
  readonly name: string;
  readonly bytes: number;
  /** Step that makes it, and the last one that reads it; both included. */
  readonly first: number;
  readonly last: number;
}

export interface Placed extends Lifetime {
  /** Bytes from the start of the arena. */
  readonly offset: number;
}

export interface Arena {
  /** Size of the arena, bytes. */
  readonly bytes: number;
  /** Largest sum of tensors that are alive at one step: no plan can do with less. */
  readonly least: number;
  /** The step at which that is. */
  readonly peak: number;
  readonly placed: readonly Placed[];
}

/** Tensors start at multiples of this, as TensorFlow Lite for Microcontrollers does. */
const ALIGNMENT = 16;

export function planArena(tensors: readonly Lifetime[]): Arena {
  const placed: Placed[] = [];
  for (const tensor of tensors.toSorted((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    const together = placed.filter((other) => other.first <= tensor.last && tensor.first <= other.last);
    placed.push({ ...tensor, offset: offsetAmong(together, tensor.bytes) });
  }
  const { least, peak } = busiest(tensors);
  return {
    bytes: placed.reduce((most, { offset, bytes }) => Math.max(most, offset + aligned(bytes)), 0),
    least,
    peak,
    placed,
  };
}

/** The start of the smallest gap between these tensors that holds so many bytes, else behind them all. */
function offsetAmong(others: readonly Placed[], bytes: number): number {
  let [best, smallest, end] = [-1, Infinity, 0];
  for (const other of others.toSorted((a, b) => a.offset - b.offset)) {
    const gap = other.offset - end;
    if (gap >= aligned(bytes) && gap < smallest) [best, smallest] = [end, gap];
    end = Math.max(end, other.offset + aligned(other.bytes));
  }
  return best < 0 ? end : best;
}

function busiest(tensors: readonly Lifetime[]): { least: number; peak: number } {
  const changes = new Map<number, number>();
  const add = (step: number, bytes: number) => void changes.set(step, (changes.get(step) ?? 0) + bytes);
  for (const { first, last, bytes } of tensors) {
    add(first, aligned(bytes));
    add(last + 1, -aligned(bytes));
  }
  let [now, least, peak] = [0, 0, 0];
  for (const [step, bytes] of [...changes].sort(([a], [b]) => a - b)) {
    now += bytes;
    if (now > least) [least, peak] = [now, step];
  }
  return { least, peak };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
