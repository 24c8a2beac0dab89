/** Where a tooltip goes: CSS of a fixed box, px. */
export interface TipPlace {
  readonly left: number;
  readonly top?: number;
  readonly bottom?: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** Widest tooltip, room beside the element and at the edge, px. */
const [WIDEST, GAP, EDGE] = [320, 6, 8];

/** Below the element, above it in the lower third of the view; never across the right edge. */
export function placeTip(element: Box, view: { readonly width: number; readonly height: number }): TipPlace {
  const left = Math.max(EDGE, Math.min(element.left, view.width - WIDEST - EDGE));
  if (element.bottom > (2 * view.height) / 3) return { left, bottom: view.height - element.top + GAP };
  return { left, top: element.bottom + GAP };
}
