import { useEffect, useState } from "react";
import { queueTurn } from "./turn-queue.ts";

/** True once it is this component's turn to draw what is expensive; false while it is not `wanted`. */
export function useTurn(wanted = true): boolean {
  const [turn, setTurn] = useState(false);
  useEffect(() => (wanted ? queueTurn(() => setTurn(true)) : undefined), [wanted]);
  return turn && wanted;
}
