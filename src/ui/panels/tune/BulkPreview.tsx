import { useMemo } from "react";
import { expectedOf, type Outlook, type PinEffect, type Together } from "../../../core/sensitivity/expected.ts";
import { usePinEffects } from "../../../state/sensitivity/pin-effects.ts";
import { PrecisionChip } from "../../parts/Chip.tsx";
import { count, decibel, NOT_MEASURED, points, share } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { useSettled } from "../../parts/use-settled.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { bytesText } from "./pins.ts";

export interface BulkPreviewProps {
  readonly effects: readonly PinEffect[];
  readonly outlook: Outlook;
}

const ROW_HEIGHT = 28;
const SHOWN = 7;

/** Every layer with what it would bring and cost, and the sum before anything is applied. */
export function BulkPreview({ effects, outlook }: BulkPreviewProps) {
  const { scroll, virtual } = useVirtualRows(effects.length, ROW_HEIGHT, 3);
  return (
    <section className="bulk-preview" aria-label="Preview">
      <Totals effects={effects} outlook={outlook} />
      {effects.length > 0 && (
        <div
          ref={scroll}
          className="bulk-list"
          role="list"
          aria-label="Layers that are asked for"
          tabIndex={0}
          style={{ height: ROW_HEIGHT * Math.min(SHOWN, effects.length) }}
        >
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const effect = effects[index];
              return effect && <Row key={effect.layer} effect={effect} outlook={outlook} top={start} />;
            })}
          </div>
        </div>
      )}
    </section>
  );
}

/** Long enough for the next letter, ms. */
const TYPING = 150;

/** The effects that do something, priced together; `data` is null where only their sum is known. */
function useTogether(effects: readonly PinEffect[]) {
  const settled = useSettled(effects, TYPING);
  const real = useMemo(() => settled.filter(({ idle }) => idle === null), [settled]);
  const counts = useMemo(() => [real.length], [real]);
  const { data, pending } = usePinEffects(real.length === 0 ? null : real, counts);
  const after = data?.errors[0];
  const waits = pending || settled !== effects;
  return { pending: waits, data: waits || !data || after === undefined ? null : { before: data.before, after } };
}

function Totals({ effects, outlook }: BulkPreviewProps) {
  const { data, pending } = useTogether(effects);
  const expected = useMemo(() => expectedOf(outlook, effects, data), [outlook, effects, data]);
  const { layers, removed, sqnr, score, bytes } = expected;
  const idle = effects.length - layers;
  if (effects.length === 0) return <p className="flat muted">No layer is asked for yet.</p>;
  return (
    <div role="status">
      <p className="flat">
        <span className="strong">{layers === 1 ? "1 layer changes" : `${count(layers)} layers change`}</span>
        {idle > 0 && <span className="muted">, {count(idle)} would not</span>}
        {layers > 0 && (
          <>
            : <span className="strong">{bytesText(bytes)}</span>
            {removed !== null && !pending && (
              <>
                , {removed >= 0 ? `${share(removed)} of the error gone` : `${share(-removed)} more error`}
                {sqnr && (
                  <>
                    , output {level(sqnr[0])} → <span className="strong">{level(sqnr[1])}</span>
                  </>
                )}
                {score !== null && Math.abs(score) >= 0.05 && <>, about {points(score)}</>}
              </>
            )}
          </>
        )}
        .
      </p>
      <p className="flat muted small">
        {removed === null ? "What it gains is not known: find which layers hurt first." : pending ? WAITS : basis(data)}
      </p>
    </div>
  );
}

const WAITS = "Working out what they do together.";

function basis(together: Together | null): string {
  return together === null
    ? "Expected, not measured: a sum of single pins, from a kept report. Neighbours pinned together save more; find which layers hurt again to price them together."
    : "Expected, not measured: priced together, rounding by rounding. The rows tell what each does alone.";
}

function level(sqnr: number): string {
  return Number.isFinite(sqnr) ? decibel(sqnr) : "no error";
}

/** Share of the error that goes, or that comes. */
function partText(part: number): string {
  if (Math.abs(part) < 1e-5) return "same error";
  return `${part < 0 ? "+" : "\u2212"}${share(Math.abs(part))} error`;
}

interface RowProps {
  readonly effect: PinEffect;
  readonly outlook: Outlook;
  /** px from the top of the list. */
  readonly top: number;
}

function Row({ effect: { layer, error, bytes, idle }, outlook: { rows, total }, top }: RowProps) {
  const precision = rows.get(layer)?.precision;
  const part = error === null || total === null || total === 0 ? null : -error / total;
  return (
    <div role="listitem" className="bulk-row" style={{ transform: `translateY(${top}px)` }}>
      {precision && <PrecisionChip precision={precision} />}
      <Name text={layer} tail={24} />
      {idle === null ? (
        <>
          <span className="number" title="Share of the output error that goes">
            {part === null ? NOT_MEASURED : partText(part)}
          </span>
          <span className="number">{bytesText(bytes)}</span>
        </>
      ) : (
        <span className="muted cut bulk-idle" title={idle}>
          Does nothing. {idle}
        </span>
      )}
    </div>
  );
}
