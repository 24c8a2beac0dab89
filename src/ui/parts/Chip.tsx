import type { ReactNode } from "react";

export type Precision = "FP32" | "FP16" | "INT16" | "INT8" | "INT4";

/** A precision in its colour, always with its text. */
export function PrecisionChip({ precision }: { readonly precision: Precision }) {
  return (
    <span className="chip" data-precision={precision}>
      {precision}
    </span>
  );
}

export function Chip({ children, title }: { readonly children: ReactNode; readonly title?: string }) {
  return (
    <span className="chip" title={title}>
      {children}
    </span>
  );
}
