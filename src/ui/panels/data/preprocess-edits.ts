/** @file Changes of the preprocessing that keep it consistent. Anything edited by hand is no preset any more. */
import type { Preprocess } from "../../../core/samples/preprocess-spec.ts";
import { presetFor } from "../../../core/samples/presets.ts";

type Resize = Preprocess["resize"];
type Fields = Partial<Omit<Preprocess, "preset" | "channels" | "resize">>;

/** A preset for the same input; the size and layout of the model stay. Unknown ids change nothing. */
export function withPreset(spec: Preprocess, id: string): Preprocess {
  const { width, height, layout, channels } = spec;
  return presetFor(id, { width, height, layout, channels: channels === "grey" ? 1 : 3 }) ?? spec;
}

export function withFields({ preset: _edited, ...spec }: Preprocess, change: Fields): Preprocess {
  return { ...spec, ...change };
}

/** Mean and std follow the number of channels. */
export function withChannels(spec: Preprocess, channels: Preprocess["channels"]): Preprocess {
  const wanted = channels === "grey" ? 1 : 3;
  const fit = (values: readonly number[]) => Array.from({ length: wanted }, (_, c) => values[c] ?? values[0] ?? 0);
  const { preset: _edited, ...rest } = spec;
  return { ...rest, channels, mean: fit(spec.mean), std: fit(spec.std) };
}

/** A new mode starts with what is usual for it. */
export function withResizeMode(spec: Preprocess, mode: Resize["mode"]): Preprocess {
  const { preset: _edited, ...rest } = spec;
  return { ...rest, resize: usualResize(mode, Math.max(spec.width, spec.height)) };
}

function usualResize(mode: Resize["mode"], side: number): Resize {
  switch (mode) {
    case "crop":
      return { mode, shorter: Math.round((side * 256) / 224) };
    case "letterbox":
      return { mode, fill: 114, place: "centre" };
    default:
      return { mode };
  }
}

/** "0.485, 0.456 0.406" -> three numbers, or null when it is not `length` numbers. */
export function parseNumbers(text: string, length: number): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = parts.map(Number);
  return numbers.length === length && numbers.every(Number.isFinite) ? numbers : null;
}
