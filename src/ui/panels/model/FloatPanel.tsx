import type { ModelCard } from "../../../core/model-card.ts";
import { PrecisionChip } from "../../parts/Chip.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

/** What cannot be quantized, and why: nothing stays in float in silence. No question for a quantized model. */
export function FloatPanel({ card }: { readonly card: ModelCard }) {
  if (card.quantized !== undefined) return null;
  const nodes = card.float.reduce((sum, f) => sum + f.nodes.length, 0);
  return (
    <Panel title="What stays in float" note={nodes === 0 ? "nothing" : `${count(nodes)} nodes`}>
      {card.float.length === 0 ? (
        <p className="flat muted">Every operator of this model has an integer form.</p>
      ) : (
        <ul className="reasons">
          {card.float.map(({ op, nodes: names, reason }) => (
            <li key={`${op} ${reason}`} title={names.join("\n")}>
              <span className="row">
                <PrecisionChip precision="FP32" />
                <span className="mono">{op}</span>
                <span className="muted small">{count(names.length)} ×</span>
              </span>
              <span className="muted">{reason}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
