import { useCallback, useState } from "react";

/** Whether the pointer was ever over the chart, and what to call when it is: tooltips are made only then. */
export function useHovered(): readonly [boolean, () => void] {
  const [hovered, setHovered] = useState(false);
  return [hovered, useCallback(() => setHovered(true), [])];
}
