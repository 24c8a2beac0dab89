import { LayerProfile } from "./LayerProfile.tsx";
import { LayerTable } from "./LayerTable.tsx";
import type { TuneViewProps } from "./views.ts";

/** Noise along the network above, every layer below. */
export function LayersView({ report }: TuneViewProps) {
  return (
    <div className="tune-layers">
      <LayerProfile layers={report.layers} />
      <LayerTable layers={report.layers} notes={report.notes} />
    </div>
  );
}
