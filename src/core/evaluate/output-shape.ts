/** @file Outputs of a model by name and shape, and how a flat answer takes its shape again. */

export interface OutputShape {
  readonly name: string;
  /** Without the batch axis; null where the model leaves an axis open. Empty when nothing is known. */
  readonly dims: readonly (number | null)[];
}

/** One output for one sample. */
export interface RawOutput {
  readonly name: string;
  readonly data: Float32Array;
  /** Without the batch axis. */
  readonly dims: readonly number[];
}

/**
 * One axis that the model leaves open follows from the number of values.
 * @returns null when the shape does not hold so many values
 */
export function shaped({ name, dims }: OutputShape, data: Float32Array): RawOutput | null {
  const open = dims.filter((d) => d === null).length;
  const known = dims.reduce<number>((n, d) => n * (d ?? 1), 1);
  if (open > 1 || known === 0 || data.length % known !== 0) return null;
  if (open === 0 && known !== data.length) return null;
  return { name, data, dims: dims.map((d) => d ?? data.length / known) };
}
