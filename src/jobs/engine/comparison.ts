/** @file How far apart two models are, output by output: the largest absolute difference and where it is. */
import { numbersOf } from "../../core/samples/cast.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { OutputDifference } from "../engine-protocol.ts";

type Outputs = Readonly<Record<string, Tensor>>;

export interface Comparison {
  /** @param sample named as the owner of the difference */
  add(one: Outputs, other: Outputs, sample: string): void;
  /** In the order of the outputs. */
  result(): readonly OutputDifference[];
}

export function createComparison(outputs: readonly string[]): Comparison {
  const worst = new Map<string, OutputDifference>();
  return {
    add(one, other, sample) {
      for (const output of outputs) {
        const { difference, magnitude } = apart(one[output], other[output]);
        const known = worst.get(output) ?? { output, difference: 0, magnitude: 0, sample };
        worst.set(output, {
          output,
          difference: Math.max(known.difference, difference),
          magnitude: Math.max(known.magnitude, magnitude),
          sample: difference > known.difference ? sample : known.sample,
        });
      }
    },
    result: () => outputs.flatMap((output) => worst.get(output) ?? []),
  };
}

function apart(one: Tensor | undefined, other: Tensor | undefined) {
  if (one === undefined || other === undefined) throw new Error("internal: the runtime left out an output");
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const sameShape = one.dims.join() === other.dims.join();
  let [difference, magnitude] = [sameShape ? 0 : Infinity, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] ?? NaN];
    if (Number.isFinite(x) && Math.abs(x) > magnitude) magnitude = Math.abs(x);
    // Equal infinities and two values that are no numbers are no difference; one of them is.
    if (Object.is(x, y) || x === y) continue;
    const d = Math.abs(x - y);
    if (!(d <= difference)) difference = Number.isNaN(d) ? Infinity : d;
  }
  return { difference, magnitude };
}
