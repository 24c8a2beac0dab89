import type { ModelCard } from "../../../core/model-card.ts";
import type { Finding } from "../../../core/quantized/info.ts";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

/** What a model that is quantized already holds, and what is wrong with it. Nothing for a float model. */
export function QuantizedPanel({ card }: { readonly card: ModelCard }) {
  if (card.quantized === undefined) return null;
  const { scheme, layers, lint } = card.quantized;
  return (
    <Panel title="Quantized model" note={`${count(layers.length)} layers`}>
      <p className="flat">{scheme}.</p>
      <Findings lint={lint} />
    </Panel>
  );
}

/** What could be better in a quantized file, and how. */
export function Findings({ lint }: { readonly lint: readonly Finding[] }) {
  if (lint.length === 0) return <p className="flat muted">Nothing to correct was found.</p>;
  return (
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
  );
}
