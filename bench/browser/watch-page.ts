/**
 * @file Bundled into the studio's own page before it starts: notes when files arrive, when each stage of the
 * flow begins and ends, and every task that kept the main thread for more than 50 ms.
 */

/** Times are ms since the page began to load. */
export interface Watched {
  /** Files were dropped, or the sample's button was pressed. */
  start: number | null;
  /** First time a stage was seen in a state, by `stage state`, e.g. "Calibrate done". */
  readonly seen: Record<string, number>;
  readonly longTasks: { readonly start: number; readonly ms: number }[];
}

const watched: Watched = { start: null, seen: {}, longTasks: [] };
Object.assign(globalThis, { watched });

for (const type of ["change", "click"]) {
  document.addEventListener(type, (event) => begin(event.target), { capture: true });
}

/** The first file input that changes, or the first button that is pressed. */
function begin(target: EventTarget | null): void {
  const isFiles = target instanceof HTMLInputElement && target.type === "file";
  const isButton = target instanceof Element && target.closest("button") !== null;
  if (isFiles || isButton) watched.start ??= performance.now();
}

new MutationObserver(() => {
  for (const stage of document.querySelectorAll<HTMLElement>(".stages li")) {
    const label = [...stage.childNodes].find((node) => node.nodeType === Node.TEXT_NODE)?.textContent ?? "";
    watched.seen[`${label} ${stage.dataset["state"] ?? ""}`] ??= performance.now();
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) watched.longTasks.push({ start: startTime, ms: duration });
}).observe({ type: "longtask", buffered: true });
