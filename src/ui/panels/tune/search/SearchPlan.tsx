import { Panel } from "../../../parts/Panel.tsx";

const STEPS: readonly (readonly [title: string, what: string])[] = [
  ["Your recipe", "The recipe above, as it is: perhaps it passes already."],
  ["Ranges", "The other calibration methods; the model is not calibrated again for that."],
  ["Pins", "Layers that take away most error per byte, by sensitivity: one, two, four ... then the fewest that pass."],
  ["Other formats", "16-bit activations, weights alone, FP16, if nothing passed so far."],
  ["Fewer bits", "INT4 weights where they cost least, as many as the budget allows."],
  ["Fewer pins", "Each pin of the best model taken away: it may not be needed."],
];

/** What a search will try, before one was started. */
export function SearchPlan() {
  return (
    <Panel title="What it tries, in this order">
      <ol className="search-plan">
        {STEPS.map(([title, what]) => (
          <li key={title}>
            <span className="strong">{title}</span> <span className="muted">{what}</span>
          </li>
        ))}
      </ol>
      <p className="flat muted">
        A ranking only proposes: every model is measured, and every one is kept with its numbers. A search can be
        paused, and goes on after a reload.
      </p>
    </Panel>
  );
}
