import { useRef, type KeyboardEvent } from "react";
import type { ParetoProps } from "./Pareto.tsx";
import { costAxis, type CostId, costOf, type Domains, PARETO_ROOM, type ParetoPoint, placeOf } from "./pareto-data.ts";

const { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM } = PARETO_ROOM;

/** The points as buttons over the drawing: a drawing has no keyboard. Arrows walk from cheap to dear. */
export function ParetoTargets({
  points,
  cost,
  axis,
  selected,
  onSelect,
  domains,
  height,
}: ParetoProps & { readonly domains: Domains; readonly height: number }) {
  const group = useRef<HTMLDivElement>(null);
  const order = points.toSorted((a, b) => costOf(a, cost) - costOf(b, cost));
  const reachable = order.some(({ id }) => id === selected) ? selected : order[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const at = order.findIndex(({ id }) => id === reachable);
    const next = step === undefined ? undefined : order[at + step];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    group.current?.querySelector<HTMLElement>(`[data-point="${next.id}"]`)?.focus();
  };
  return (
    <div
      ref={group}
      className="pareto-targets"
      role="group"
      aria-label={`Models by ${costAxis(cost).title.toLowerCase()}`}
      style={{ height }}
      onKeyDown={onKeyDown}
    >
      {order.map((p) => {
        const [x, y] = placeOf(p, cost, domains);
        const said = describe(p, cost, axis);
        return (
          <button
            key={p.id}
            type="button"
            data-point={p.id}
            data-help={said}
            aria-label={said}
            aria-pressed={p.id === selected}
            tabIndex={p.id === reachable ? 0 : -1}
            style={{
              left: `calc(${LEFT}px + (100% - ${LEFT + RIGHT}px) * ${x})`,
              top: TOP + y * (height - TOP - BOTTOM),
            }}
            onClick={() => onSelect(p.id)}
          />
        );
      })}
    </div>
  );
}

function describe({ name, costs, score }: ParetoPoint, cost: CostId, axis: ParetoProps["axis"]): string {
  const isExact = score.lo === score.hi || Number.isNaN(score.lo);
  const interval = isExact ? "" : ` (${axis.short(score.lo)} to ${axis.short(score.hi)})`;
  return `${name}: ${costAxis(cost).text(costOf({ costs }, cost))}, ${axis.text(score.value)}${interval}`;
}
