/** @file From the arrays of a sample to the inputs of a model: by name, in the input's type and shape. */
import { StudioError } from "../errors.ts";
import type { ModelInput, ModelInputs } from "../graph/inputs.ts";
import type { Tensor } from "../tensor.ts";
import { castTensor } from "./cast.ts";

export type Feeds = Readonly<Record<string, Tensor>>;

export interface Bound {
  readonly feeds: Feeds;
  /** Each tensor fills the model's whole batch by itself; otherwise it is one row of it. */
  readonly whole: boolean;
}

/**
 * @param arrays by name; a single one goes to a single input whatever it is called
 * @param file named in errors
 * @param bound array of an input by its name, where they are called differently
 * @throws StudioError `data/inputs`, `data/shape`
 */
export function bindInputs(
  arrays: ReadonlyMap<string, Tensor>,
  { list, batch }: ModelInputs,
  file: string,
  bound: Readonly<Record<string, string>> = {},
): Bound {
  const [only] = arrays.values();
  const found = list.map((input) => ({
    input,
    tensor: arrays.get(bound[input.name] ?? input.name) ?? (list.length === 1 && arrays.size === 1 ? only : undefined),
  }));
  const missing = found.filter(({ tensor }) => tensor === undefined).map(({ input }) => input.name);
  if (missing.length > 0) throw missingInputs(missing, list, file, [...arrays.keys()]);
  const feeds = found.map(({ input, tensor }) => [input.name, shaped(tensor as Tensor, input, batch, file)] as const);
  const rows = feeds.map(([, { dims }]) => dims[0]);
  return { feeds: Object.fromEntries(feeds), whole: batch === null || rows.every((n) => n === batch) };
}

/** @param have arrays that the file holds */
export function missingInputs(
  missing: readonly string[],
  list: readonly ModelInput[],
  file: string,
  have: readonly string[] = [],
): StudioError {
  const inputs = list.map((input) => `${input.name} ${shapeText(input.dims)}`).join(", ");
  const found = have.filter((name) => name !== "").join(", ");
  return new StudioError("data/inputs", { file, missing: missing.join(", "), inputs, ...(found !== "" && { found }) });
}

/** The tensor in the type and rank of the input. One row of a larger fixed batch is accepted. */
function shaped(tensor: Tensor, input: ModelInput, batch: number | null, file: string): Tensor {
  const want = input.dims;
  const refuse = (have: string) =>
    new StudioError("data/shape", {
      file,
      have,
      input: input.name,
      want: `${input.dtype} ${shapeText(want)}`,
    });
  const dims = want !== null && tensor.dims.length === want.length - 1 ? [1, ...tensor.dims] : tensor.dims;
  const fits = (have: number, axis: number) => {
    const size = want?.[axis];
    return typeof size !== "number" || have === size || (axis === 0 && have === 1 && size === batch);
  };
  if (want !== null && (dims.length !== want.length || !dims.every(fits))) throw refuse(shapeText(tensor.dims));
  const cast = castTensor({ ...tensor, dims }, input.dtype);
  if (cast === null) throw refuse(`${tensor.dtype} with values that ${input.dtype} has not`);
  return cast;
}

export function shapeText(dims: readonly (number | string | null)[] | null): string {
  return dims === null ? "of any shape" : `[${dims.map((d) => d ?? "?").join(", ")}]`;
}
