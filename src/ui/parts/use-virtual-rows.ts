import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useRef, type RefObject } from "react";

export interface VirtualRows {
  /** Goes to the element that scrolls. */
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
}

/** Rows of equal height, px, of which only the visible ones exist. */
export function useVirtualRows(count: number, height: number, overscan: number): VirtualRows {
  const scroll = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its functions are only called while rendering this list
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan,
  });
  return { scroll, virtual };
}
