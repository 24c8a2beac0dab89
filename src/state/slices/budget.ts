import { type Budget, DEFAULT_BUDGET } from "../budget/budget.ts";
import type { Slice } from "../store.ts";

/** What may be lost and what must be gained. */
export interface BudgetSlice {
  readonly budget: Budget;
  changeBudget(change: Partial<Budget>): void;
}

export const budgetSlice: Slice<BudgetSlice> = (set) => ({
  budget: DEFAULT_BUDGET,
  changeBudget: (change) => set(({ budget }) => ({ budget: { ...budget, ...change } })),
});
