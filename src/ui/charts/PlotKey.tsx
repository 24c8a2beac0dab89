import type { ReactNode } from "react";

export interface KeyEntry {
  readonly label: string;
  /** SVG of 12 by 10 px. */
  readonly mark: ReactNode;
}

/** Width of a character at 12 px, and of mark and gaps, px. */
const [CHARACTER, AROUND] = [6.1, 36];

/** What the marks mean, in one line above the plot, at its right end. It is saved with the drawing. */
export function PlotKey({ entries, right }: { readonly entries: readonly KeyEntry[]; readonly right: number }) {
  const widths = entries.map(({ label }) => label.length * CHARACTER + AROUND);
  const all = widths.reduce((a, b) => a + b, 0);
  return (
    <g fontSize={12} fill="var(--muted)">
      {entries.map(({ label, mark }, i) => (
        <g
          key={label}
          transform={`translate(${right - all + widths.slice(0, i).reduce((a, b) => a + b, AROUND / 2)}, 2)`}
        >
          {mark}
          <text x={17} y={9.5}>
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}
