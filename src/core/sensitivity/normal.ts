/** @file Random directions that are the same everywhere. */
import { uniform } from "../random.ts";

/** N(0, 1), in pairs (Box and Muller 1958). */
function normals(length: number, next: () => number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

/**
 * Random directions at right angles to each other, each of length sqrt(`length`), so that (v . d)^2 has |d|^2 as its mean.
 * @param count at most `length`
 */
export function directions(length: number, count: number, seed: number): readonly Float32Array[] {
  const next = uniform(Math.imul(seed + 1, 0x9e3779b1));
  const found: Float32Array[] = [];
  for (let k = 0; k < count; k++) {
    const v = normals(length, next);
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
