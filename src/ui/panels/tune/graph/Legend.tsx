import type { Drawing } from "./drawing.ts";
import { LINES, lineOf } from "./lines.ts";
import type { Legend as LegendData } from "./painter.ts";

export interface LegendProps {
  readonly title: string;
  readonly legend: LegendData;
  /** Both sides of a comparison. */
  readonly drawings: readonly Drawing[];
}

/** What colours and lines mean; only lines that are drawn are listed. */
export function Legend({ title, legend: { unit, entries }, drawings }: LegendProps) {
  const used = new Set(drawings.flatMap(({ edges }) => edges.map(({ carried }) => lineOf(carried).id)));
  return (
    <details className="graph-legend" open>
      <summary>{unit === null ? title : `${title}, ${unit}`}</summary>
      {unit === null ? (
        <ul>
          {entries.map(({ colour, label }) => (
            <li key={label}>
              <i className="graph-swatch" style={{ background: colour }} />
              {label}
            </li>
          ))}
        </ul>
      ) : (
        <div className="graph-ramp">
          <div aria-hidden>
            {entries.map(({ colour, label }) => (
              <i key={label} style={{ background: colour }} />
            ))}
          </div>
          <div className="spread small number">
            {[entries[0], entries[(entries.length - 1) / 2], entries.at(-1)].map((entry, i) => (
              <span key={i}>{entry?.label}</span>
            ))}
          </div>
        </div>
      )}
      <ul>
        {LINES.filter(({ id }) => used.has(id)).map(({ id, label, colour, width, dash }) => (
          <li key={id}>
            <svg width={20} height={8} aria-hidden>
              <path d="M0 4 H20" stroke={colour} strokeWidth={width} strokeDasharray={dash} />
            </svg>
            {label}
          </li>
        ))}
      </ul>
    </details>
  );
}
