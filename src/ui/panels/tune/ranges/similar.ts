/** @file Layers whose range may be like that of another: the same operator, and values of about the same size. */
import type { LayerRow } from "../../../../jobs/protocol.ts";

export interface Observed {
  readonly value: string;
  readonly min: number;
  readonly max: number;
}

export interface Similar {
  readonly layer: string;
  readonly value: string;
  readonly min: number;
  readonly max: number;
  /** Larger magnitude over the smaller, 1 and up. */
  readonly ratio: number;
  /** Within a factor of two and on the same side of 0. */
  readonly close: boolean;
}

const CLOSE = 2;

/** @param of the value whose range is copied @returns others of the same operator and precision, nearest first */
export function similarLayers(
  layers: readonly LayerRow[],
  observed: readonly Observed[],
  of: string,
): readonly Similar[] {
  const own = layers.find((layer) => layer.activation === of);
  const seen = new Map(observed.map((tensor) => [tensor.value, tensor]));
  const model = seen.get(of);
  if (own === undefined || model === undefined) return [];
  const found: Similar[] = [];
  for (const { name, op, precision, activation } of layers) {
    const tensor = seen.get(activation);
    const same = op === own.op && precision === own.precision && activation !== of;
    if (!same || tensor === undefined || found.some(({ value }) => value === activation)) continue;
    const [a, b] = [sizeOf(model), sizeOf(tensor)];
    const ratio = Math.min(a, b) === 0 ? Infinity : Math.max(a, b) / Math.min(a, b);
    const close = ratio <= CLOSE && model.min < 0 === tensor.min < 0;
    found.push({ layer: name, value: activation, min: tensor.min, max: tensor.max, ratio, close });
  }
  return found.sort((a, b) => a.ratio - b.ratio);
}

function sizeOf({ min, max }: Observed): number {
  return Math.max(-min, max, 0);
}
