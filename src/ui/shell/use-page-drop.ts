import { useLayoutEffect, useState } from "react";
import type { SourceFile } from "../../jobs/protocol.ts";
import { readDrop } from "../parts/read-drop.ts";

/** Takes drops anywhere in the window. Returns whether files are being dragged over it. */
export function usePageDrop(onFiles: (files: readonly SourceFile[]) => void): boolean {
  const [dragging, setDragging] = useState(false);
  // Before the first picture of the page: what is seen takes drops.
  useLayoutEffect(() => {
    let depth = 0; // enter and leave come for every element on the way
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const listeners: Partial<Record<string, (event: DragEvent) => void>> = {
      dragenter: (event) => carriesFiles(event) && setDragging(++depth > 0),
      dragleave: (event) => carriesFiles(event) && setDragging(--depth > 0),
      dragover: (event) => carriesFiles(event) && event.preventDefault(),
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setDragging(false);
      if (event.defaultPrevented || !event.dataTransfer) return; // an area of its own took it
      event.preventDefault();
      void readDrop(event.dataTransfer).then(onFiles);
    };
    const all = { ...listeners, drop };
    for (const [type, listener] of Object.entries(all)) addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(all)) removeEventListener(type, listener as EventListener);
    };
  }, [onFiles]);
  return dragging;
}
