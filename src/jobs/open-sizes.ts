/** @file Sizes for the dimensions a model leaves open, found by trying: which ones it runs with cannot be read off it. */
import type { ModelInput, ModelInputs } from "../core/graph/inputs.ts";
import { StudioError } from "../core/errors.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Engines, ModelSource } from "./engines.ts";
import { evaluateOver } from "./evaluate.ts";

export interface OpenSizes {
  /** Names of first dimensions, which are batches. */
  readonly batches: readonly string[];
  /** Names of all others: lengths, heights, widths, channels. */
  readonly others: readonly string[];
}

/** In the order of the inputs. */
export function openSizes({ list }: Pick<ModelInputs, "list">): OpenSizes {
  const open = list.flatMap((input) =>
    (input.dims ?? [null]).flatMap((dim, axis) =>
      typeof dim === "number" ? [] : [{ name: sizeName(input, axis), first: axis === 0 }],
    ),
  );
  const batches = new Set(open.filter(({ first }) => first).map(({ name }) => name));
  const others = new Set(open.map(({ name }) => name).filter((name) => !batches.has(name)));
  return { batches: [...batches], others: [...others] };
}

/** Tried in this order. Powers of two divide as strided networks and heads like it; 1 is for flags and states. */
const SIZES = [16, 64, 8, 32, 128, 1, 224, 4000, 16_000];

export interface Trial {
  readonly open: OpenSizes;
  readonly preprocess: Preprocess;
  /** A sample with these sizes. */
  readonly draw: (sizes: ReadonlyMap<string, number>) => Promise<Blob>;
}

/**
 * The first sizes with which the model runs: one for all open dimensions but the batch, which is 1; then the same
 * with the batch of that size too, for inputs whose first dimension is a length.
 * @throws StudioError of the first trial when none runs
 */
export async function workingSizes(
  engines: Engines,
  model: ModelSource,
  { open, preprocess, draw }: Trial,
): Promise<ReadonlyMap<string, number>> {
  const trial = (size: number, batch: number) =>
    new Map([
      ...open.others.map((name) => [name, size] as const),
      ...open.batches.map((name) => [name, batch] as const),
    ]);
  const trials = [
    ...(open.others.length === 0 ? [trial(1, 1)] : SIZES.map((size) => trial(size, 1))),
    ...(open.batches.length === 0 ? [] : SIZES.slice(0, 3).map((size) => trial(size, size))),
  ];
  const failures: unknown[] = [];
  for (const sizes of trials) {
    const failure = await failureOf(engines, model, preprocess, await draw(sizes));
    if (failure === null) return sizes;
    failures.push(failure);
  }
  throw failures[0];
}

async function failureOf(engines: Engines, model: ModelSource, preprocess: Preprocess, blob: Blob): Promise<unknown> {
  const job = { signal: new AbortController().signal, progress: () => {} };
  const set = { data: "trial", preprocess, samples: [{ index: 0, id: "random.npz", blob }] };
  try {
    await evaluateOver(engines, { model, set, stage: "prepare" }, job);
    return null;
  } catch (error) {
    // Sizes that do not fit are refused by the runtime; a model that does not load needs no second trial.
    if (error instanceof StudioError && REFUSALS.has(error.code)) return error;
    throw error;
  }
}

const REFUSALS = new Set(["runtime/run", "baseline/nan"]);

/** A symbol is the same size wherever it stands; an unnamed size is one of its own. */
export function sizeName({ name, dims }: Pick<ModelInput, "name" | "dims">, axis: number): string {
  const dim = dims?.[axis];
  return typeof dim === "string" ? dim : `${name} ${axis}`;
}
