import type { ReactNode } from "react";
import { type Precision, PRECISION_TITLES } from "../../core/precision.ts";
import type { VariantName } from "../../state/variant-name.ts";

/** Colour by width: formats of the same bits look alike and differ by their text. */
const COLOURS: Readonly<Record<Precision, string>> = {
  FP32: "FP32",
  FP16: "FP16",
  BF16: "FP16",
  INT16: "INT16",
  INT8: "INT8",
  DYN8: "INT8",
  W8: "INT8",
  W4: "INT4",
  W2: "INT4",
};

/** CSS colour of a precision; of several at once, no one's. */
export function precisionColour(precision: Precision | null): string {
  return precision === null ? "var(--muted)" : `var(--${COLOURS[precision].toLowerCase()})`;
}

/** What a chip has room for. */
export function chipText({ title, short }: VariantName): string {
  return title.length > 8 ? short : title;
}

/** A variant by its name, in the colour of its precision. */
export function VariantChip({ name }: { readonly name: VariantName }) {
  const { title, precision } = name;
  return (
    <span className="chip" data-precision={precision ? COLOURS[precision] : undefined} title={title}>
      {chipText(name)}
    </span>
  );
}

/** A precision in its colour, always with its text. */
export function PrecisionChip({ precision }: { readonly precision: Precision }) {
  return (
    <span className="chip" data-precision={COLOURS[precision]} title={PRECISION_TITLES[precision]}>
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
