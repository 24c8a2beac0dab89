/** Round numbers within [lo, hi]: steps of 1, 2 or 5 times a power of ten, about `wanted` of them. */
export function niceTicks(lo: number, hi: number, wanted = 5): readonly number[] {
  if (!(hi > lo)) return [lo];
  const raw = (hi - lo) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10);
  const first = Math.ceil(lo / step);
  const last = Math.floor(hi / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A tick as text: as many digits as it needs, no more. */
export function tickText(x: number): string {
  const size = Math.abs(x);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? x.toExponential() : String(x);
  return text.replace("-", "\u2212").replace("e+", "e");
}

/**
 * Round positions in the network, about `wanted` of them, where each point stands for several layers.
 * @returns `at` counts points: 0 is the left end of the first, 0.5 its middle
 */
export function depthTicks(
  points: readonly { readonly layers: number }[],
  wanted: number,
): readonly { readonly position: number; readonly at: number }[] {
  const fold = points[0]?.layers ?? 1;
  const layers = points.reduce((sum, point) => sum + point.layers, 0);
  return niceTicks(1, Math.max(1, layers), wanted)
    .filter(Number.isInteger)
    .map((position) => ({ position, at: (position - 0.5) / fold }));
}
