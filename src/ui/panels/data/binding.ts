/** @file Arrays of a sample against the inputs of a model, before anything is run. */
import type { PortCard } from "../../../core/model-card.ts";

export interface HeldArray {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly number[];
}

/** The array that goes to an input; a single one goes to a single input whatever it is called. */
export function arrayFor(
  input: string,
  bound: Readonly<Record<string, string>> | undefined,
  arrays: readonly HeldArray[],
  inputs: number,
): HeldArray | undefined {
  const wanted = bound?.[input] ?? input;
  return arrays.find(({ name }) => name === wanted) ?? (inputs === 1 && arrays.length === 1 ? arrays[0] : undefined);
}

/** Why an array does not fit an input, in words; null when it does. Only the leading batch axis may be left out. */
export function fitText({ shape }: Pick<PortCard, "shape">, array: HeldArray | undefined): string | null {
  if (array === undefined) return "Choose the array that goes to this input.";
  const whole = array.dims.length === shape.length - 1 ? [1, ...array.dims] : array.dims;
  const fits =
    whole.length === shape.length &&
    shape.every((n, i) => typeof n !== "number" || n === whole[i] || (i === 0 && whole[0] === 1));
  return fits ? null : `It is [${array.dims.join(", ")}]: the shape does not fit.`;
}
