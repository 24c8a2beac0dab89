import { Button, Checkbox, NumberInput } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { PIN_PRECISIONS, type PinPrecision } from "../../../../core/recipe.ts";
import { cheapestOf, isBounded, usualAgreement } from "../../../../core/search/goal.ts";
import { type Budget as BudgetOf, budgetText, goalOf } from "../../../../state/budget/budget.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { useMadeSegments } from "../../../../state/judgement/use-judgement.ts";
import { useMainMetric } from "../../../../state/judgement/use-main-metric.ts";
import { useStudio } from "../../../../state/store.ts";
import { useBench } from "../../../../state/variants/use-bench.ts";
import { benchKey } from "../../../../state/variants/keys.ts";
import { Field } from "../../../parts/Field.tsx";
import { Panel } from "../../../parts/Panel.tsx";
import { Segmented } from "../../../parts/Segmented.tsx";
import { PIN_TITLES } from "../pins.ts";

const UNTIL = [
  { value: "best", label: "Best in the time", help: "Goes on after a model passes, for a smaller or better one." },
  { value: "first", label: "First that passes", help: "Ends with the first model within the budget." },
] as const;

/** INT8 is what pins leave. */
const OFFERED = PIN_PRECISIONS.filter((precision) => precision !== "int8");

/** What a search may do and for how long. The budget is the project's own. */
export function SearchForm() {
  const choice = useStudio((s) => s.searchChoice);
  const choose = useStudio((s) => s.chooseSearch);
  const running = useStudio((s) => s.search?.state === "running");
  const { minutes, until, allowed } = choice;
  const toggle = (precision: PinPrecision, on: boolean) =>
    choose({ allowed: OFFERED.filter((p) => (p === precision ? on : allowed.includes(p))) });
  return (
    <Panel title="Find the best model within the budget">
      <div className="stack">
        <Budget />
        <div className="search-fields">
          <Field label="Time, minutes">
            <NumberInput
              aria-label="Time, minutes"
              size="xs"
              min={1}
              max={600}
              value={minutes}
              onChange={(value) => typeof value === "number" && choose({ minutes: value })}
            />
          </Field>
          <Field label="Ends with">
            <Segmented label="Ends with" options={UNTIL} value={until} onChange={(value) => choose({ until: value })} />
          </Field>
        </div>
        <fieldset className="search-precisions">
          <legend className="field-label">Layers may be pinned to</legend>
          {OFFERED.map((precision) => (
            <Checkbox
              key={precision}
              size="xs"
              label={PIN_TITLES[precision]}
              checked={allowed.includes(precision)}
              onChange={(event) => toggle(precision, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
        <Start disabled={running} />
      </div>
    </Panel>
  );
}

function Budget() {
  const budget = useStudio((s) => s.budget);
  const goTo = useStudio((s) => s.goTo);
  const metric = useMainMetric();
  const most = metric === null ? 100 : 100 - usualAgreement(budget.maxDrop, metric);
  return (
    <p className="flat">
      Budget: {budgetText(budget, metric)}.{" "}
      <button type="button" className="link" onClick={() => goTo("ship")}>
        Change it
      </button>
      <span className="muted">
        {` The ${wanted(budget)} model that keeps it is looked for`}
        {most < 100 ? `, if at most ${most} % of all answers change.` : "."}
      </span>
    </p>
  );
}

function wanted({ size, devices }: BudgetOf): string {
  const goal = { maxBytes: size === null ? null : 0, devices };
  if (isBounded(goal)) return "most accurate";
  return cheapestOf(goal) === undefined ? "smallest" : "cheapest";
}

function Start({ disabled }: { readonly disabled: boolean }) {
  const { model, validation, inputs } = useFlow();
  const { minutes, until, allowed } = useStudio((s) => s.searchChoice);
  const budget = useStudio((s) => s.budget);
  const recipe = useStudio((s) => s.recipe);
  const start = useStudio((s) => s.startSearch);
  const again = useStudio((s) => s.search !== null);
  const bench = useBench();
  const metric = useMainMetric();
  const made = useMadeSegments();
  const task = useStudio((s) => s.task);
  const data = validation.data;
  if (!data || !model.data || !inputs || !bench) {
    return <p className="flat muted">A search measures: add validation samples, best with labels.</p>;
  }
  const goal = { ...goalOf(budget, model.data.card.bytes, metric), until };
  const segments = made.filter(({ name }) => goal.segments.some(({ segment }) => segment === name));
  const reading = { ...(task && { task }), ...(segments.length > 0 && { segments }) };
  const begin = () =>
    start({ setting: { start: recipe, goal, allowed }, bench: benchKey(bench), seconds: 60 * minutes, ...reading });
  return (
    <div className="spread">
      <p className="flat muted">It starts from the recipe above; every model it makes is measured on all samples.</p>
      <span className="nowrap">
        <Button disabled={disabled} leftSection={<IconPlayerPlayFilled size={14} />} onClick={begin}>
          {again ? "Search anew" : "Search"}
        </Button>
      </span>
    </div>
  );
}
