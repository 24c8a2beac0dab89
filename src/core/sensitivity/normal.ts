/** @file Normally distributed numbers that are the same everywhere: they depend on a seed alone. */

/** A uniform generator in [0, 1), 32 bits of state (mulberry32, T. Ettinger 2017). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** N(0, 1), in pairs (Box and Muller 1958). @returns `length` numbers */
export function normals(length: number, seed: number): Float32Array {
  const next = uniform(Math.imul(seed + 1, 0x9e3779b1));
  const values = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
