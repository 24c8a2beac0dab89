/** @file Choosing many in a grid, as file managers do: click, Shift, Ctrl and the keyboard. Pure: positions in, choice out. */

export interface Selection {
  /** By id. */
  readonly chosen: ReadonlySet<string>;
  /** Where a range starts, and where the keyboard is: positions in the list. */
  readonly anchor: number;
  readonly focus: number;
}

export const NOTHING_CHOSEN: Selection = { chosen: new Set(), anchor: 0, focus: 0 };

export interface Modifiers {
  /** From the anchor to here. */
  readonly shift: boolean;
  /** Ctrl, or Cmd: others stay. */
  readonly ctrl: boolean;
}

/** A click on the item at `index`. */
export function clicked(
  before: Selection,
  ids: readonly string[],
  index: number,
  { shift, ctrl }: Modifiers,
): Selection {
  if (shift) return { chosen: range(before, ids, index, ctrl), anchor: before.anchor, focus: index };
  if (ctrl) return toggled(before, ids, index);
  return { chosen: new Set(ids.slice(index, index + 1)), anchor: index, focus: index };
}

export interface KeyPress extends Modifiers {
  /** As `KeyboardEvent.key` says it. */
  readonly key: string;
  /** Items of a row. */
  readonly columns: number;
}

/** A key on the grid; null for keys that mean nothing here. */
export function pressed(
  before: Selection,
  ids: readonly string[],
  { key, columns, shift, ctrl }: KeyPress,
): Selection | null {
  const last = ids.length - 1;
  if (key === " ") return toggled(before, ids, before.focus);
  if (key === "Escape") return { ...before, chosen: new Set() };
  if (ctrl && key.toLowerCase() === "a") return { ...before, chosen: new Set(ids) };
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -before.focus,
    End: last - before.focus,
  };
  const step = steps[key];
  if (step === undefined || last < 0) return null;
  const to = before.focus + step;
  const index = to < 0 || to > last ? before.focus : to;
  if (shift) return { chosen: range(before, ids, index, ctrl), anchor: before.anchor, focus: index };
  if (ctrl) return { ...before, focus: index };
  return { chosen: new Set(ids.slice(index, index + 1)), anchor: index, focus: index };
}

function toggled({ chosen }: Selection, ids: readonly string[], index: number): Selection {
  const id = ids[index];
  if (id === undefined) return { chosen, anchor: index, focus: index };
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return { chosen: next, anchor: index, focus: index };
}

function range({ chosen, anchor }: Selection, ids: readonly string[], index: number, keep: boolean): Set<string> {
  const part = ids.slice(Math.min(anchor, index), Math.max(anchor, index) + 1);
  return new Set(keep ? [...chosen, ...part] : part);
}
