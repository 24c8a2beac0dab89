/** @file Random directions that are the same everywhere. */
import { normals, uniform } from "../random.ts";

/**
 * Random directions at right angles to each other, each of length sqrt(`length`), so that (v . d)^2 has |d|^2 as its mean.
 * @param count at most `length`
 */
export function directions(length: number, count: number, seed: number): readonly Float32Array[] {
  const next = uniform(Math.imul(seed + 1, 0x9e3779b1));
  const found: Float32Array[] = [];
  for (let k = 0; k < count; k++) {
    // Anew for each: what is left of a pair is not used.
    const v = Float32Array.from({ length }, normals(next));
    for (const other of found) {
      const along = dot(v, other) / length;
      for (let i = 0; i < length; i++) v[i] = (v[i] as number) - along * (other[i] as number);
    }
    const scale = Math.sqrt(length / Math.max(dot(v, v), 1e-30));
    for (let i = 0; i < length; i++) v[i] = (v[i] as number) * scale;
    found.push(v);
  }
  return found;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
