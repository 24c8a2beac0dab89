import { budgetText } from "../../../state/budget/budget.ts";
import { useDecision } from "../../../state/budget/use-decision.ts";
import { useMainMetric } from "../../../state/judgement/use-main-metric.ts";
import { useStudio } from "../../../state/store.ts";
import { useCurrentVariant, useViewedFile } from "../../../state/variants/use-variants.ts";

/** What was allowed, what follows from all that was measured, and where both are. */
export function BudgetLine() {
  const budget = useStudio((s) => s.budget);
  const goTo = useStudio((s) => s.goTo);
  const decision = useDecision();
  const metric = useMainMetric();
  const file = useViewedFile();
  const present = useCurrentVariant();
  const shown = file ?? present;
  const isOther = shown != null && decision?.variant != null && decision.variant.id !== shown.id;
  return (
    <p className="budget-line">
      <span className="muted">Budget: {budgetText(budget, metric)}.</span>
      {decision && (
        <span className="chip" data-level={decision.level} title={decision.sentence}>
          {decision.title}
        </span>
      )}
      {isOther && <span className="muted">is about another variant, not this one.</span>}
      <button type="button" className="link" onClick={() => goTo("ship")}>
        Change the budget
      </button>
    </p>
  );
}
