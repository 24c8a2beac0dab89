import type { TensorView } from "../../../jobs/protocol.ts";
import { useFlow } from "../../../state/flow.tsx";
import { sig } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { Thumbnail } from "../../parts/Thumbnail.tsx";

export interface OwnersProps {
  readonly owners: NonNullable<TensorView["owners"]>;
  readonly view: TensorView;
}

/** The samples that stretch the range: one odd sample can own it. */
export function Owners({ owners, view }: OwnersProps) {
  const { calibration } = useFlow();
  const rows = [
    ["Largest", view.max, owners.max],
    ["Smallest", view.min, owners.min],
  ] as const;
  return (
    <section aria-label="Samples that own the extremes">
      <div className="section-head">
        <h3>Samples that own the extremes</h3>
      </div>
      <ul className="owners">
        {rows.map(([label, value, sample]) => (
          <li key={label}>
            <Thumbnail data={calibration.data?.hash} sample={sample} size={40} />
            <span className="grow">
              <span>
                {label} <span className="strong">{sig(value)}</span>
              </span>
              <Name text={sample} tail={20} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
