import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { Range } from "../../../../core/calibrate/method.ts";
import type { RangeCost } from "../../../../core/quantize/range-cost.ts";
import type { Scale, Window } from "../../../charts/range-plot-data.ts";
import { share, sig } from "../../../parts/format.ts";
import { dbText } from "./range-text.ts";
import { keyValue } from "./range-keys.ts";
import type { EditedRange } from "./use-range.ts";

export interface RangeHandlesProps {
  readonly range: EditedRange;
  readonly cost: RangeCost;
  readonly window: Window;
  readonly scale: Scale;
}

const ENDS = ["lo", "hi"] as const;
type End = (typeof ENDS)[number];

const NAMES: Readonly<Record<End, string>> = { lo: "Lower end of the range", hi: "Upper end of the range" };

/** How long keys must rest before the range is taken over, ms: a row of presses is one change. */
const REST = 600;

/** Both ends as sliders: by mouse, touch and keys. Where an end was asked for is where its handle is. */
export function RangeHandles({ range, cost, window, scale }: RangeHandlesProps) {
  return (
    <>
      {ENDS.filter((end) => range.asked[end] >= window[0] && range.asked[end] <= window[1]).map((end) => (
        <Handle key={end} {...{ end, range, cost, window, scale }} />
      ))}
    </>
  );
}

/** Every range holds 0, so an end stays on its side of it. */
export function moved(range: Range, end: End, to: number): Range {
  return end === "lo" ? { ...range, lo: Math.min(0, to) } : { ...range, hi: Math.max(0, to) };
}

interface HandleProps extends RangeHandlesProps {
  readonly end: End;
}

function Handle({ end, range, cost, window, scale }: HandleProps) {
  const grabbed = useRef<number | null>(null);
  const latest = useRef(range.asked);
  const resting = useRef(0);
  const value = range.asked[end];
  const limits = end === "lo" ? ([Math.min(window[0], value), 0] as const) : ([0, Math.max(window[1], value)] as const);
  const at = scale.toPx(value);
  const draft = (to: number) => range.draft((latest.current = moved(range.asked, end, to)));
  const settle = () => {
    clearTimeout(resting.current);
    resting.current = 0;
    range.commit(latest.current);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.currentTarget.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = event.clientX - at;
    latest.current = range.asked;
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (grabbed.current === null) return;
    const to = scale.toValue(event.clientX - grabbed.current);
    draft(Math.min(window[1], Math.max(window[0], to)));
  };
  const onPointerUp = () => {
    if (grabbed.current === null) return;
    grabbed.current = null;
    settle();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      clearTimeout(resting.current);
      grabbed.current = null;
      resting.current = 0;
      return range.cancel();
    }
    if (event.ctrlKey || event.metaKey) return;
    const to = keyValue(event, value, cost.used.scale, limits);
    if (to === null) return;
    event.preventDefault();
    draft(to);
    clearTimeout(resting.current);
    resting.current = globalThis.setTimeout(settle, REST) as unknown as number;
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className="range-handle"
      data-end={end}
      style={{ transform: `translateX(${at}px)` }}
      aria-label={NAMES[end]}
      aria-orientation="horizontal"
      aria-valuemin={limits[0]}
      aria-valuemax={limits[1]}
      aria-valuenow={value}
      aria-valuetext={`${sig(value)}, ${share(cost.clipped)} clipped, ${dbText(cost.sqnr)}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onBlur={() => resting.current !== 0 && settle()}
    />
  );
}
