import { memo } from "react";
import { useStudio } from "../../../../state/store.ts";
import { BarCell } from "../../../parts/BarCell.tsx";
import { PrecisionChip } from "../../../parts/Chip.tsx";
import { NOT_MEASURED, share, signed } from "../../../parts/format.ts";
import { Name } from "../../../parts/Name.tsx";
import { bytesText } from "../pins.ts";
import type { SensitivityRow } from "./sensitivity-rows.ts";

export interface SensitivityTableRowProps {
  readonly row: SensitivityRow;
  readonly index: number;
  /** px from the top of the list. */
  readonly top: number;
  /** Share of the worst layer, which fills the bar. */
  readonly most: number;
  readonly selected: boolean;
}

export const SensitivityTableRow = memo(function SensitivityTableRow(props: SensitivityTableRowProps) {
  const { row, index, top, most, selected } = props;
  const select = useStudio((s) => s.selectLayer);
  const { name, rank, precision, output, weights, own, gathered, score, remains, cost } = row;
  return (
    <div
      role="row"
      className="layer-row study-row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(name)}
    >
      <span role="gridcell" className="number muted">
        {rank}
      </span>
      <span role="gridcell">
        <Name text={name} tail={20} />
      </span>
      <span role="gridcell">{precision && <PrecisionChip precision={precision} />}</span>
      <span role="gridcell">
        <BarCell text={share(row.share)} share={most > 0 ? row.share / most : 0} color="var(--noise-activation)" />
      </span>
      <Level value={output} />
      <span role="gridcell" className="number">
        {weights === null ? NOT_MEASURED : share(weights)}
      </span>
      <Level value={own} />
      <Level value={gathered} />
      <span role="gridcell" className="number" data-column="score">
        {score === null ? NOT_MEASURED : signed(score, 2)}
      </span>
      <Remains value={remains} />
      <span role="gridcell" className="number">
        {cost === null ? NOT_MEASURED : bytesText(cost)}
      </span>
      <Found row={row} />
    </div>
  );
});

/** dB; the unit stands in the column's help, where it would be said fifty times otherwise. */
function Level({ value }: { readonly value: number | null }) {
  return (
    <span role="gridcell" className="number">
      {value === null ? NOT_MEASURED : `${value.toFixed(1).replace("-", "\u2212")}\u202fdB`}
    </span>
  );
}

/** More than all goes where the pin also spares neighbours a rounding: there is less than nothing left to show. */
function Remains({ value }: { readonly value: number | null }) {
  const more = value !== null && value < 0;
  return (
    <span
      role="gridcell"
      className="number"
      title={more ? `It takes away ${share(1 - value)} of what the layer costs: neighbours round less too.` : undefined}
    >
      {value === null ? NOT_MEASURED : more ? "none" : share(value)}
    </span>
  );
}

function Found({ row: { found, verified } }: { readonly row: SensitivityRow }) {
  return (
    <span
      role="gridcell"
      className={found === "verified" ? "cut" : "cut muted"}
      title={verified === null ? undefined : `The real run found ${share(verified)} of the error.`}
    >
      {found}
      {verified !== null && <span className="muted found-share"> {share(verified)}</span>}
    </span>
  );
}
