/**
 * @file Changes the sampling rate of a sound with a windowed sinc: the ideal low-pass below the lower of both
 * Nyquist frequencies, faded out by a Kaiser window (Smith, "Digital Audio Resampling", CCRMA).
 *
 * The ratio of two whole rates is rational, so the filter needs one row of weights per phase; sums are kept in
 * double precision and rounded once.
 */

/** Zero crossings of the sinc on each side. With BETA, aliases stay below -90 dB past a transition of 1/ZEROS. */
const ZEROS = 32;
/** Shape of the Kaiser window. */
const BETA = 9;
/** Where the pass band ends, as a share of the lower Nyquist frequency: the transition lies below it. */
const PASS = 0.95;

/**
 * @param from rate of `data`, whole samples per second
 * @param to wanted rate
 * @returns the sound at the new rate, `ceil(length * to / from)` samples; `data` itself when the rates are equal
 */
export function resampleAudio(data: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return data;
  const divisor = gcd(from, to);
  const [up, down] = [to / divisor, from / divisor];
  const filter = filterFor(up, down);
  const out = new Float32Array(Math.ceil((data.length * up) / down));
  for (let i = 0; i < out.length; i++) out[i] = valueAt(data, filter, i * down, up);
  return out;
}

interface Filter {
  /** Inputs on each side that count. */
  readonly half: number;
  /** Row per phase, `2 * half` weights that sum to 1. */
  readonly phases: readonly (Float64Array | undefined)[];
  readonly rowOf: (phase: number) => Float64Array;
}

/** `position / up` is where the output lies between the inputs. */
function valueAt(data: Float32Array, { half, rowOf }: Filter, position: number, up: number): number {
  const before = Math.floor(position / up);
  const row = rowOf(position % up);
  const first = before - half + 1;
  let sum = 0;
  for (let k = Math.max(0, -first); k < row.length && first + k < data.length; k++) {
    sum += (row[k] as number) * (data[first + k] as number);
  }
  return sum;
}

function filterFor(up: number, down: number): Filter {
  const cutoff = Math.min(1, up / down) * PASS;
  const half = Math.ceil(ZEROS / cutoff);
  const phases: (Float64Array | undefined)[] = [];
  const rowOf = (phase: number) => (phases[phase] ??= weightsFor(phase / up, half, cutoff));
  return { half, phases, rowOf };
}

/** Weights of the inputs around an output that lies `fraction` of a step after one of them. */
function weightsFor(fraction: number, half: number, cutoff: number): Float64Array {
  const row = Float64Array.from({ length: 2 * half }, (_, k) => {
    const distance = k - half + 1 - fraction;
    return sinc(distance * cutoff) * kaiser(distance / half);
  });
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((w) => w / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** 1 at 0, falling to nearly 0 at ±1, 0 beyond. */
function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** Modified Bessel function of order 0, by its power series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-16 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
