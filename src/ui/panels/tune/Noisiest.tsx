import { IconPin, IconPinFilled } from "@tabler/icons-react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useStudio } from "../../../state/store.ts";
import { decibel, share } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { useImpacts } from "../../../state/sensitivity/study.tsx";
import { harmfulLayers, noisiestLayers } from "./noisiest.ts";

const SHOWN = 8;

/** Shown while no layer is selected: where to look first. What hurts the answer counts for more than what is noisy. */
export function Noisiest({ layers }: { readonly layers: readonly LayerRow[] }) {
  const impacts = useImpacts();
  const text = ({ name, sqnr }: LayerRow) =>
    impacts === null ? (sqnr === null ? "FP32" : decibel(sqnr)) : share(impacts.get(name) ?? 0);
  const worst = impacts === null ? noisiestLayers(layers, SHOWN) : harmfulLayers(layers, impacts, SHOWN);
  return (
    <div className="stack">
      <h2 className="inspector-title">{impacts === null ? "Noisiest layers" : "Most harmful layers"}</h2>
      <ul className="noisiest">
        {worst.map((layer) => (
          <NoisyLayer key={layer.name} layer={layer} text={text(layer)} />
        ))}
      </ul>
      <p className="flat muted small">
        {impacts === null
          ? "Ranked by own noise alone. That says where to look, not what a pin gains: pin one, measure, and compare."
          : "Share of the error at the output, from gradients. A pin also changes what its neighbours round: pin one, measure, and compare."}{" "}
        Choose any layer to see its values, its range and what is clipped.
      </p>
    </div>
  );
}

interface NoisyLayerProps {
  readonly layer: LayerRow;
  /** Why it stands here. */
  readonly text: string;
}

function NoisyLayer({ layer: { name, pinned }, text }: NoisyLayerProps) {
  const select = useStudio((s) => s.selectLayer);
  const toggle = useStudio((s) => s.togglePin);
  const Icon = pinned ? IconPinFilled : IconPin;
  return (
    <li>
      <button type="button" className="link plain-link" onClick={() => select(name)}>
        <Name text={name} tail={22} />
      </button>
      <span className="number">{text}</span>
      <button
        type="button"
        className="pin on"
        aria-pressed={pinned}
        aria-label={`Pin ${name} to FP32`}
        onClick={() => toggle(name)}
      >
        <Icon size={15} stroke={1.6} aria-hidden />
      </button>
    </li>
  );
}
