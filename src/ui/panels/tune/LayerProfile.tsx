import type { LayerRow } from "../../../jobs/protocol.ts";
import { useStudio } from "../../../state/store.ts";
import { LayerNoise } from "../../charts/LayerNoise.tsx";

/** Joins the chart of noise along the network to the selection. */
export function LayerProfile({ layers }: { readonly layers: readonly LayerRow[] }) {
  const selected = useStudio((s) => s.layer);
  const select = useStudio((s) => s.selectLayer);
  return (
    <div className="layer-profile">
      <LayerNoise layers={layers} selected={selected} onSelect={select} />
    </div>
  );
}
