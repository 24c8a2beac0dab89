import { IconPin, IconPinFilled } from "@tabler/icons-react";
import { memo } from "react";
import { useStudio } from "../../../state/store.ts";
import { BarCell } from "../../parts/BarCell.tsx";
import { PrecisionChip, precisionColour } from "../../parts/Chip.tsx";
import { bytes, NOT_MEASURED, share, shape, short } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { PinMenu } from "./PinMenu.tsx";
import { missed, runsAs, whyRunsAs } from "./runs-as.ts";
import type { NumberedLayer } from "./layer-columns.ts";

export interface LayerTableRowProps {
  readonly layer: NumberedLayer;
  readonly index: number;
  /** px from the top of the list. */
  readonly top: number;
  readonly selected: boolean;
  /** A sensitivity report tells impacts. */
  readonly measured: boolean;
}

/** Bars are full at this SQNR, dB: more makes no difference to any answer. */
const FULL_SQNR = 50;

export const LayerTableRow = memo(function LayerTableRow({
  layer,
  index,
  top,
  selected,
  measured,
}: LayerTableRowProps) {
  const select = useStudio((s) => s.selectLayer);
  return (
    <div
      role="row"
      className="layer-row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(layer.name)}
    >
      <span role="gridcell" className="number muted">
        {layer.position}
      </span>
      <span role="gridcell">
        <Name text={layer.name} />
      </span>
      <span role="gridcell" className="cut" title={layer.op}>
        {layer.op}
      </span>
      <span role="gridcell" className="cut" data-column="shape" title={shape(layer.shape)}>
        {shape(layer.shape.slice(1))}
      </span>
      <span role="gridcell" className="precision-cell">
        <PrecisionChip precision={layer.precision} />
        {layer.pinned && <IconPinFilled size={12} className="pinned-mark" aria-label="pinned" />}
      </span>
      <RunsAs layer={layer} />
      <span role="gridcell" className="number" data-column="parameters">
        {layer.parameters === 0 ? "" : short(layer.parameters)}
      </span>
      <span role="gridcell" className="number">
        {layer.bytes.before > 0 && (
          <>
            {bytes(layer.bytes.before)} <span className="muted">→</span> {bytes(layer.bytes.after)}
          </>
        )}
      </span>
      {measured && (
        <span role="gridcell" className="number">
          {layer.impact === null ? NOT_MEASURED : share(layer.impact)}
        </span>
      )}
      <Quality layer={layer} />
      <span role="gridcell">
        <PinButton layer={layer} />
      </span>
    </div>
  );
});

/** The kernel, in the colour of integers; float where integers were meant stands out. */
function RunsAs({ layer: { fate, precision } }: { readonly layer: NumberedLayer }) {
  if (fate === null) return <span role="gridcell" />;
  return (
    <span
      role="gridcell"
      className="cut runs-as"
      data-outcome={missed(fate.outcome, precision) ? "missed" : fate.outcome}
      title={`${runsAs(fate)}: ${whyRunsAs(fate)}`}
    >
      {runsAs(fate)}
    </span>
  );
}

/** Noise and clipping of an integer layer; the reason of a float one. */
function Quality({ layer: { sqnr, clipped, reason, precision } }: { readonly layer: NumberedLayer }) {
  if (sqnr === null) {
    return (
      <span role="gridcell" className="reason muted" title={reason ?? undefined}>
        {reason}
      </span>
    );
  }
  return (
    <>
      <span role="gridcell">
        <BarCell text={sqnr.toFixed(1)} share={sqnr / FULL_SQNR} color={precisionColour(precision)} />
      </span>
      <span role="gridcell" className="number">
        {clipped === null ? "" : share(clipped)}
      </span>
    </>
  );
}

/** The button is left out of the tab order: the inspector has the same menu for the selected row, and P pins it to FP32. */
function PinButton({ layer: { name, pinned } }: { readonly layer: NumberedLayer }) {
  const Icon = pinned ? IconPinFilled : IconPin;
  return (
    <PinMenu
      layer={name}
      target={
        <button
          type="button"
          className="pin"
          tabIndex={-1}
          aria-pressed={pinned}
          aria-label={`Pin ${name}`}
          title={pinned ? "Change the pin, or unpin (P)" : "Pin to a precision (P: FP32)"}
        >
          <Icon size={15} stroke={1.6} aria-hidden />
        </button>
      }
    />
  );
}
