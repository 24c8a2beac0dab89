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
