import { useEffect, useState } from "react";
import { queueTurn } from "./turn-queue.ts";

/** True once it is this component's turn to draw what is expensive; false while it is not `wanted`. */
export function useTurn(wanted = true): boolean {
  const [turn, setTurn] = useState(false);
  useEffect(() => (wanted ? queueTurn(() => setTurn(true)) : undefined), [wanted]);
  return turn && wanted;
}

/** Counts from 0 to `last`, one step per turn: parts of something expensive are added one after the other. */
export function useSteps(last: number): number {
  const [step, setStep] = useState(0);
  useEffect(() => (step < last ? queueTurn(() => setStep(step + 1)) : undefined), [step, last]);
  return step;
}
