/** @file What x86 without VNNI loses of the sums of uint8 by int8 products: each pair is cut at 16 bits. */
import { MAX16, MIN16, type RiskyPair } from "./bound.ts";

/** One input of the products over all positions, with its largest value. */
export interface Columns {
  /** uint8 `[length, m]` */
  readonly data: Uint8Array;
  readonly m: number;
  /** Largest of each row of `data`. */
  readonly largest: Uint8Array;
}

/** @param data uint8 `[length, m]` */
export function columns(data: Uint8Array, m: number): Columns {
  const length = m === 0 ? 0 : data.length / m;
  const largest = new Uint8Array(length);
  for (let k = 0; k < length; k++) {
    let most = 0;
    for (let i = k * m; i < (k + 1) * m; i++) if ((data[i] as number) > most) most = data[i] as number;
    largest[k] = most;
  }
  return { data, m, largest };
}

/**
 * Adds to `lost` what one output loses at each position: exact sum minus saturated sum.
 * @param pairs the output's risky pairs; no other can saturate
 * @param lost int32 `[m]`
 * @returns how many pairs saturated
 */
export function addLosses({ data, m, largest }: Columns, pairs: readonly RiskyPair[], lost: Int32Array): number {
  let hits = 0;
  for (const { k, first, second } of pairs) {
    const [a, b] = [largest[k] as number, largest[k + 1] as number];
    const high = a * Math.max(first, 0) + b * Math.max(second, 0);
    const low = a * Math.min(first, 0) + b * Math.min(second, 0);
    if (high <= MAX16 && low >= MIN16) continue; // not with these inputs
    const at = k * m;
    for (let i = 0; i < m; i++) {
      const sum = (data[at + i] as number) * first + (data[at + m + i] as number) * second;
      if (sum <= MAX16 && sum >= MIN16) continue;
      lost[i] = (lost[i] as number) + (sum > MAX16 ? sum - MAX16 : sum - MIN16);
      hits++;
    }
  }
  return hits;
}

/** The exact sum of one output at one position. @param weights int8 `[length]` */
export function exactSum({ data, m }: Columns, weights: Int8Array, position: number): number {
  let sum = 0;
  for (let k = 0, i = position; k < weights.length; k++, i += m) sum += (data[i] as number) * (weights[k] as number);
  return sum;
}
