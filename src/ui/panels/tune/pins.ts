/** @file What a layer can be pinned to, and what became of it. */
import type { PinPrecision } from "../../../core/recipe.ts";
import type { Choice } from "../../parts/Picker.tsx";

export const PIN_TITLES: Readonly<Record<PinPrecision, string>> = {
  float32: "FP32",
  float16: "FP16",
  int16: "INT16",
  int8: "INT8",
  int4: "INT4",
};

export const PIN_CHOICES: readonly Choice<PinPrecision>[] = [
  { value: "float32", title: "FP32", when: "Exact: for the few layers that hurt the answer most." },
  { value: "float16", title: "FP16", when: "Half the size and nearly exact: for layers on a GPU or NPU." },
  { value: "int16", title: "INT16", when: "16-bit activations, 8-bit weights: when ranges are too wide for 8 bits." },
  { value: "int8", title: "INT8", when: "As the scheme computes 8 bits; also overrules a task-aware default." },
  { value: "int4", title: "INT4", when: "Weights in 4 bits, computed in float: for large matrix products." },
];

/** Why a pin does nothing, from the notes of the run; null when it does something or was not run yet. */
export function idlePin(layer: string, notes: readonly string[]): string | null {
  return notes.find((note) => note.startsWith(`The pin on ${layer} does nothing:`)) ?? null;
}
