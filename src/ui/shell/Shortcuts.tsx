import { Modal } from "@mantine/core";
import { useHotkeys, type HotkeyItem } from "@mantine/hooks";
import { Fragment } from "react";
import { PLACES } from "../../state/slices/view.ts";
import { useStudio } from "../../state/store.ts";
import { closeOverlay, openFinder, openPins, openShortcuts, useOverlay } from "./finder-store.ts";
import { useStop } from "../../state/use-stop.ts";

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["1", "…", "5"], "Go to Model, Data, Tune, Check, Ship"],
  [["↑", "↓"], "Walk the layers"],
  [["P"], "Pin the selected layer to FP32, or unpin it"],
  [["Shift", "P"], "Pin many layers: the worst, by operator, by name"],
  [["W"], "Look at the layer's weight, or back at its activation"],
  [["Q"], "Quantize, or measure the present recipe"],
  [["Esc"], "Close what is open"],
  [["Ctrl", "."], "Stop what is running"],
  [["Ctrl", "Z"], "Undo the last change of the recipe"],
  [["Ctrl", "Shift", "Z"], "Redo"],
  [["Ctrl", "K"], "Find any layer, place or action"],
  [["?"], "This list"],
];

/** Keys that work everywhere except in fields, and the list of them. */
export function Shortcuts() {
  const open = useOverlay((s) => s.open === "shortcuts");
  const stop = useStop();
  useHotkeys([...KEYS, ["mod+.", stop] as HotkeyItem].map(outsideText), []);
  if (!open) return null;
  return (
    <Modal opened onClose={closeOverlay} title="Shortcuts" size="sm" closeButtonProps={{ "aria-label": "Close" }}>
      <dl className="shortcuts">
        {SHORTCUTS.map(([keys, what]) => (
          <Fragment key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}

const studio = () => useStudio.getState();

const KEYS: HotkeyItem[] = [
  ...PLACES.map((place, i): HotkeyItem => [String(i + 1), () => studio().goTo(place)]),
  ["mod+K", openFinder, { preventDefault: true }],
  ["shift+?", openShortcuts],
  ["?", openShortcuts],
  ["mod+Z", () => studio().undoRecipe()],
  ["mod+shift+Z", () => studio().redoRecipe()],
  ["mod+Y", () => studio().redoRecipe()],
  ["P", pinSelected],
  ["shift+P", openPins],
  ["W", () => studio().selectTensor(studio().tensorKind === "weight" ? "activation" : "weight")],
  ["Q", () => studio().quantize()],
];

/** A radio or checkbox may have the focus, a field in which one types may not. */
const TYPED = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]';

function outsideText([keys, run, options]: HotkeyItem): HotkeyItem {
  const guarded = (event: KeyboardEvent) => {
    if (!(event.target as Element | null)?.matches?.(TYPED)) run(event);
  };
  return [keys, guarded, { preventDefault: false, ...options }];
}

function pinSelected(): void {
  const { layer, place, togglePin } = studio();
  if (layer !== null && place === "tune") togglePin(layer);
}
