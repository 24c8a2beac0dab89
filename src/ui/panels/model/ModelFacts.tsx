import type { ModelCard, PortCard } from "../../../core/model-card.ts";
import { bytes, count, NOT_MEASURED, shape, short } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Stat } from "../../parts/Stat.tsx";

/** The card: what the file says about itself. */
export function ModelFacts({ card }: { readonly card: ModelCard }) {
  const nodes = card.ops.reduce((sum, { count: n }) => sum + n, 0);
  return (
    <Panel title="Model" note={card.producer}>
      <div className="stack">
        <div className="stats">
          <Stat label="Size" value={bytes(card.bytes)} />
          <Stat label="Parameters" value={short(card.parameters)} note={count(card.parameters)} />
          <Stat
            label="MACs"
            help={GLOSSARY.macs}
            value={card.macs === null ? NOT_MEASURED : short(card.macs)}
            note={card.macs === null ? "Shapes are not known" : "for one sample"}
          />
          <Stat label="Nodes" value={count(nodes)} note={`${card.ops.length} operators`} />
        </div>
        <dl className="facts">
          <dt>File</dt>
          <dd>
            <Name text={card.file} />
          </dd>
          <dt>Opset</dt>
          <dd>{card.domains.map(({ domain, version }) => `${domain || "ai.onnx"} ${version}`).join(", ")}</dd>
          <dt>IR version</dt>
          <dd>{card.ir}</dd>
          <dt>SHA-256</dt>
          <dd>
            <Name text={card.hash} />
          </dd>
          <Ports label="Inputs" ports={card.inputs} />
          <Ports label="Outputs" ports={card.outputs} />
        </dl>
        {card.notes.length > 0 && (
          <ul className="notes">
            {card.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function Ports({ label, ports }: { readonly label: string; readonly ports: readonly PortCard[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="ports">
        {ports.map((port) => (
          <span key={port.name} className="row">
            <Name text={port.name} />
            <span className="muted small">
              {port.type} · {shape(port.shape)}
            </span>
          </span>
        ))}
      </dd>
    </>
  );
}
