/** @file What a layer can be pinned to, and what became of it. */
import type { PinPrecision } from "../../../core/recipe.ts";
import { type Expected, expectedOf, type Outlook, type PinEffect } from "../../../core/sensitivity/expected.ts";
import { bytes, decibel, points, share } from "../../parts/format.ts";
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

/** What a pin is expected to change: "about +2.1 dB at the output, 38 % of the error gone, +0.4 points, +12.3 kB". */
export function effectText(effect: PinEffect, outlook: Outlook): string {
  if (effect.idle !== null) return `Does nothing: ${effect.idle.charAt(0).toLowerCase()}${effect.idle.slice(1)}`;
  return expectedText(expectedOf(outlook, [effect]));
}

/** Share of the error. What a layer writes is still rounded for integer layers that read it. */
const NEXT_TO_NOTHING = 0.005;

/** As `effectText`, of several pins together. Without a report only the bytes are known. */
export function expectedText({ removed, sqnr, score, bytes: size }: Expected): string {
  if (removed === null || sqnr === null) return bytesText(size);
  if (Math.abs(removed) < NEXT_TO_NOTHING) return `Next to nothing at the output if pinned alone, ${bytesText(size)}`;
  const gain = sqnr[1] - sqnr[0];
  const level = Number.isFinite(sqnr[1])
    ? `About ${gain < 0 ? "\u2212" : "+"}${decibel(Math.abs(gain))} at the output`
    : "No error left";
  const error = removed >= 0 ? `${share(removed)} of the error gone` : `${share(-removed)} more error`;
  // A twentieth of a point is not told from none.
  const effect = score === null || Math.abs(score) < 0.05 ? [] : [points(score)];
  return [level, error, ...effect, bytesText(size)].join(", ");
}

/** A change of size, with its sign. */
export function bytesText(change: number): string {
  if (Math.round(change) === 0) return "no bytes";
  return `${change < 0 ? "\u2212" : "+"}${bytes(Math.abs(change))}`;
}
