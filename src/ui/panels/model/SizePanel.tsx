import type { ModelCard } from "../../../core/model-card.ts";
import type { Precision } from "../../../core/precision.ts";
import { PrecisionChip, precisionColour } from "../../parts/Chip.tsx";
import { bytes, percent } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

/** What the file would weigh at each precision, before anything is quantized; nothing for a model that is. */
export function SizePanel({ card }: { readonly card: ModelCard }) {
  if (card.quantized !== undefined) return null;
  const { fp16, int8, int4 } = card.predictedBytes;
  const rows: readonly (readonly [Precision, number, string])[] = [
    ["FP32", card.bytes, "now"],
    ["FP16", fp16, "predicted"],
    ["INT8", int8, "predicted"],
    ["W4", int4, "weights alone"],
  ];
  return (
    <Panel title="Size by precision">
      <table className="plain" aria-label="Size by precision">
        <tbody>
          {rows.map(([precision, size, note]) => (
            <tr key={precision}>
              <th scope="row">
                <PrecisionChip precision={precision} />
              </th>
              <td className="fill">
                <div className="track" aria-hidden>
                  <i style={{ width: `${(100 * size) / card.bytes}%`, background: precisionColour(precision) }} />
                </div>
              </td>
              <td className="number strong">{bytes(size)}</td>
              <td className="number muted">
                {precision === "FP32" ? "" : `−${percent(100 * (1 - size / card.bytes), 0)}`}
              </td>
              <td className="muted nowrap">{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
