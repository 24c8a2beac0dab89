/** @file What a key does to an end of the range: arrows by an integer step, Shift by ten, Alt by a tenth. */

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** @param step real units of one integer @param limits of the slider @returns the new value, or null for other keys */
export function keyValue(
  { key, shiftKey, altKey }: KeyPress,
  value: number,
  step: number,
  [least, most]: readonly [number, number],
): number | null {
  const by = step * (shiftKey ? 10 : altKey ? 0.1 : 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: value + by,
    ArrowUp: value + by,
    ArrowLeft: value - by,
    ArrowDown: value - by,
    PageUp: value + 10 * step,
    PageDown: value - 10 * step,
    Home: least,
    End: most,
  };
  const moved = moves[key];
  return moved === undefined ? null : Math.min(most, Math.max(least, moved));
}
