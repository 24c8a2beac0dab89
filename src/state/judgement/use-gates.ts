/** @file Whether the samples that must stay right let the present variant through. */
import { useMemo } from "react";
import type { Check } from "../../core/evaluate/paired/checks.ts";
import { isFresh, useFlow } from "../flow.tsx";
import { useStudio } from "../store.ts";
import { useJudgement } from "./use-judgement.ts";

export interface GateState {
  /** One for each locked sample; of samples that were not measured, failing ones. */
  readonly checks: readonly Check[];
  readonly failing: readonly Check[];
  /** Why it may be exported all the same; null while nobody has said so. */
  readonly overruled: string | null;
  readonly isOpen: boolean;
}

export function useGates(): GateState {
  const { evaluate } = useFlow();
  const gates = useStudio((s) => s.gates);
  const given = useStudio((s) => s.overruled);
  const { judgement } = useJudgement(isFresh(evaluate) ? evaluate.data : undefined);
  const known = judgement?.gates;
  return useMemo(() => {
    const checks = gates.map((id): Check => {
      const found = known?.find(({ name }) => name === id);
      return found ?? { name: id, kind: "gate", met: false, text: "this sample was not measured with these settings" };
    });
    const failing = checks.filter(({ met }) => !met);
    // Another gate that fails since was not looked at.
    const covers = given !== null && failing.every(({ name }) => given.gates.includes(name));
    const overruled = covers ? given.reason : null;
    return { checks, failing, overruled, isOpen: failing.length === 0 || overruled !== null };
  }, [gates, known, given]);
}
