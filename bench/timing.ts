/**
 * @file Measuring on a machine that others use too: the cases of a comparison take turns, so that what slows
 * the machine slows all of them, and ratios are taken within a round before their median is.
 */

/** Of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values not empty */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** Spread of a[i] / b[i], round by round. */
export function ratioOf(a: readonly number[], b: readonly number[]): Spread {
  return spreadOf(a.map((value, i) => value / (b[i] ?? NaN)));
}

/** Does its work once; its answer, if any, replaces the time it took, ms. */
export type Case = () => unknown;

/**
 * Runs every case once unmeasured, then `rounds` times in turn, in alternating order.
 * @returns ms per round, by case
 */
export async function takeTurns<K extends string>(
  rounds: number,
  cases: Readonly<Record<K, Case>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(cases) as K[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (const name of names) await cases[name]();
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) times[name].push(await timed(cases[name]));
  }
  return times;
}

async function timed(run: Case): Promise<number> {
  const start = performance.now();
  const own = await run();
  return typeof own === "number" ? own : performance.now() - start;
}

/** Processor time of this process while `run` ran, ms: what it would take if nothing else ran here. */
export async function processorTime(run: Case): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @returns ms per item */
export function perItem(times: readonly number[], items: number): Spread {
  return spreadOf(times.map((ms) => ms / items));
}
