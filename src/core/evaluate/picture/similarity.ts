/**
 * @file How alike two pictures are: PSNR, and SSIM as its authors define it (Z. Wang et al., IEEE TIP 13, 2004): a Gaussian
 * window of 11 x 11 with sigma 1.5, K1 0.01, K2 0.03, only where the window fits, mean over positions and channels.
 */

/** Values of a picture, channel after channel. */
export interface Picture {
  /** `[channels, height, width]`, row-major. */
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Identical pictures have no noise; dB. */
export const PSNR_CAP = 100;

const RADIUS = 5;
const SIGMA = 1.5;
const [K1, K2] = [0.01, 0.03];

/** Peak to peak of the values that this picture could hold: 1, 2 (-1..1) or 255. */
export function rangeOf(values: Float32Array): number {
  let [min, max] = [Infinity, -Infinity];
  for (const x of values) {
    min = Math.min(min, x);
    max = Math.max(max, x);
  }
  if (max > 2 || min < -2) return 255;
  return min < -0.1 ? 2 : 1;
}

/** 10 log10(range^2 / mean squared difference), dB, at most `PSNR_CAP`; NaN when the sizes differ. */
export function psnr(a: Float32Array, b: Float32Array, range: number): number {
  if (a.length !== b.length || a.length === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum === 0 ? PSNR_CAP : Math.min(PSNR_CAP, 10 * Math.log10((range * range * a.length) / sum));
}

/** -1..1, 1 for identical pictures; NaN when the sizes differ or the window does not fit. */
export function ssim(a: Picture, b: Picture, range: number): number {
  const { channels, height, width } = a;
  if (a.data.length !== b.data.length || Math.min(height, width) <= 2 * RADIUS) return NaN;
  let sum = 0;
  const plane = height * width;
  for (let c = 0; c < channels; c++) {
    const part = ({ data }: Picture) => data.subarray(c * plane, (c + 1) * plane);
    sum += ssimOfPlane(part(a), part(b), width, range);
  }
  return sum / channels;
}

function ssimOfPlane(x: Float32Array, y: Float32Array, width: number, range: number): number {
  const blur = (at: (i: number) => number) =>
    blurred(
      Float64Array.from(x, (_, i) => at(i)),
      width,
    );
  const [X, Y] = [(i: number) => x[i] as number, (i: number) => y[i] as number];
  const [mx, my] = [blur(X), blur(Y)];
  const [xx, yy, xy] = [blur((i) => X(i) ** 2), blur((i) => Y(i) ** 2), blur((i) => X(i) * Y(i))];
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  let sum = 0;
  for (let i = 0; i < mx.length; i++) {
    const [a, b] = [mx[i] as number, my[i] as number];
    const [va, vb, cov] = [(xx[i] as number) - a * a, (yy[i] as number) - b * b, (xy[i] as number) - a * b];
    sum += ((2 * a * b + c1) * (2 * cov + c2)) / ((a * a + b * b + c1) * (va + vb + c2));
  }
  return sum / mx.length;
}

const KERNEL = gaussian();

function gaussian(): readonly number[] {
  const raw = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA * SIGMA)));
  const total = raw.reduce((a, b) => a + b, 0);
  return raw.map((w) => w / total);
}

/** Along rows, then along columns, only where the whole window lies inside. */
function blurred(plane: Float64Array, width: number): Float64Array {
  const height = plane.length / width;
  const across = filtered(plane, { rows: height, columns: width - 2 * RADIUS, stride: width, step: 1 });
  const columns = width - 2 * RADIUS;
  return filtered(across, { rows: height - 2 * RADIUS, columns, stride: columns, step: columns });
}

interface Walk {
  readonly rows: number;
  readonly columns: number;
  /** From one row of the source to the next. */
  readonly stride: number;
  /** From one weight of the window to the next. */
  readonly step: number;
}

function filtered(source: Float64Array, { rows, columns, stride, step }: Walk): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let k = 0; k <= 2 * RADIUS; k++)
        sum += (KERNEL[k] as number) * (source[row * stride + column + k * step] as number);
      out[row * columns + column] = sum;
    }
  }
  return out;
}
