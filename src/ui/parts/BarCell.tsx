export interface BarCellProps {
  readonly text: string;
  /** Length of the bar, 0..1. */
  readonly share: number;
  readonly color?: string;
}

/** A number with a bar beside it, for comparing down a column. */
export function BarCell({ text, share, color }: BarCellProps) {
  const width = `${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
  return (
    <span className="cell-bar">
      <span>{text}</span>
      <span aria-hidden>
        <i style={color === undefined ? { width } : { width, background: color }} />
      </span>
    </span>
  );
}
