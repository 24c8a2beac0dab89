import type { ReactNode } from "react";
import { Help } from "./Help.tsx";

export interface StatProps {
  readonly label: string;
  readonly help?: string;
  readonly value: ReactNode;
  /** Interval and n, or a comparison. */
  readonly note?: ReactNode;
}

/** One number that matters, with its name and how sure it is. */
export function Stat({ label, help, value, note }: StatProps) {
  return (
    <div className="stat">
      <span className="stat-label">{help === undefined ? label : <Help text={help}>{label}</Help>}</span>
      <span className="stat-value">{value}</span>
      {note !== undefined && <span className="stat-note">{note}</span>}
    </div>
  );
}
