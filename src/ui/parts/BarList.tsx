import { Fragment } from "react";

export interface BarItem {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** Few labelled bars that share one scale. */
export function BarList({ items }: { readonly items: readonly BarItem[] }) {
  const max = Math.max(1e-9, ...items.map((item) => item.value));
  return (
    <div className="bar-list">
      {items.map(({ label, value, text }) => (
        <Fragment key={label}>
          <span className="mono">{label}</span>
          <span className="track" aria-hidden>
            <i style={{ width: `${(100 * value) / max}%` }} />
          </span>
          <span className="number">{text}</span>
        </Fragment>
      ))}
    </div>
  );
}
