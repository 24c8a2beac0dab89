import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { placeTip, type TipPlace } from "./place-tip.ts";

/** How long the pointer rests before help appears, ms. */
const DELAY = 350;

/** One tooltip for the whole page: shows the text of the `data-help` element that is hovered or focused. */
export function HelpHost() {
  const [tip, setTip] = useState<{ readonly text: string; readonly place: TipPlace } | null>(null);
  useEffect(() => {
    let timer = 0;
    const show = (target: EventTarget | null, delay: number) => {
      clearTimeout(timer);
      const element = (target as Element | null)?.closest?.("[data-help]");
      const text = element?.getAttribute("data-help");
      if (!element || !text) return setTip(null);
      const view = { width: innerWidth, height: innerHeight };
      timer = window.setTimeout(() => setTip({ text, place: placeTip(element.getBoundingClientRect(), view) }), delay);
    };
    const controller = new AbortController();
    const { signal } = controller;
    addEventListener("pointerover", (event) => show(event.target, DELAY), { signal, passive: true });
    addEventListener("focusin", (event) => show(event.target, DELAY), { signal });
    const hide = () => show(null, 0);
    for (const type of ["focusout", "pointerdown", "scroll", "keydown"]) {
      addEventListener(type, hide, { signal, capture: true, passive: true });
    }
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, []);
  if (tip === null) return null;
  return createPortal(
    <div className="tip" role="tooltip" style={tip.place}>
      {tip.text}
    </div>,
    document.body,
  );
}
