/** @file Random draws that are the same everywhere: they depend on a seed alone, so intervals do not flicker. */

/** Uniform in [0, 1), 32 bits of state (mulberry32, T. Ettinger 2017). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often each of `n` samples is drawn when `n` are drawn with replacement. Written into `counts`. */
export function drawWithReplacement(next: () => number, counts: Float64Array): void {
  counts.fill(0);
  for (let i = 0; i < counts.length; i++) {
    const at = Math.floor(next() * counts.length);
    counts[at] = (counts[at] as number) + 1;
  }
}
