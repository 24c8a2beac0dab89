/** @file The curve of ranges that settle, as what is drawn. */

/** A line through points given in pixels, to a tenth. */
export function curvePath(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

/** 1, 2, 5, 10, 20 ... up to the last number of samples, which is always there. */
export function settleTicks(last: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = 1; power <= last; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power < last / 1.3) ticks.push(step * power);
  }
  return [...ticks, last];
}
