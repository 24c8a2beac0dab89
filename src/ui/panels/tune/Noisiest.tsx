import { IconPin, IconPinFilled } from "@tabler/icons-react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useStudio } from "../../../state/store.ts";
import { decibel } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { noisiestLayers } from "./noisiest.ts";

/** Shown while no layer is selected: where to look first. */
export function Noisiest({ layers }: { readonly layers: readonly LayerRow[] }) {
  const worst = noisiestLayers(layers, 8);
  return (
    <div className="stack">
      <h2 className="inspector-title">Noisiest layers</h2>
      <ul className="noisiest">
        {worst.map((layer) => (
          <NoisyLayer key={layer.name} layer={layer} />
        ))}
      </ul>
      <p className="flat muted small">
        Ranked by own noise alone. That says where to look, not what a pin gains: pin one, measure, and compare. Choose
        any layer to see its values, its range and what is clipped.
      </p>
    </div>
  );
}

function NoisyLayer({ layer: { name, sqnr, pinned } }: { readonly layer: LayerRow }) {
  const select = useStudio((s) => s.selectLayer);
  const toggle = useStudio((s) => s.togglePin);
  const Icon = pinned ? IconPinFilled : IconPin;
  return (
    <li>
      <button type="button" className="link plain-link" onClick={() => select(name)}>
        <Name text={name} tail={22} />
      </button>
      <span className="number">{sqnr === null ? "FP32" : decibel(sqnr)}</span>
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
