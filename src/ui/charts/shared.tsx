/** @file What all charts have in common: quiet axes and one tooltip. */

export const AXIS = {
  tick: { fontSize: 12, fill: "var(--muted)" },
  tickLine: false,
  axisLine: { stroke: "var(--border-strong)" },
  minTickGap: 12,
} as const;

interface ChartTooltipProps<T> {
  /** Given by Recharts. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload: T }[];
  /** First line in bold. */
  readonly lines: (datum: T) => readonly string[];
}

export function ChartTooltip<T>({ active, payload, lines }: ChartTooltipProps<T>) {
  const datum = payload?.[0]?.payload;
  if (!active || datum === undefined) return null;
  const [head, ...rest] = lines(datum);
  return (
    <div className="chart-tooltip">
      <div className="strong">{head}</div>
      {rest.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
