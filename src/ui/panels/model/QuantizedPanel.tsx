import type { ModelCard } from "../../../core/model-card.ts";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

/** What a model that is quantized already holds, and what is wrong with it. Nothing for a float model. */
export function QuantizedPanel({ card }: { readonly card: ModelCard }) {
  if (card.quantized === undefined) return null;
  const { scheme, layers, lint } = card.quantized;
  return (
    <Panel title="Quantized model" note={`${count(layers.length)} layers`}>
      <p className="flat">{scheme}.</p>
      {lint.length === 0 ? (
        <p className="flat muted">Nothing to correct was found.</p>
      ) : (
        <ul className="reasons">
          {lint.map(({ rule, node, level, what, why, fix }) => (
            <li key={`${rule} ${node}`} title={why}>
              <span className="row">
                <span className="strong">{level}</span>
                <span className="mono">{node}</span>
              </span>
              <span className="muted">
                {what} {fix}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
