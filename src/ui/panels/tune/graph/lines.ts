/** @file How the bits that flow along an edge are drawn: a colour, a width and a dash for each width, so that colour is never alone. */
import type { Carried } from "../../../../core/graph/view.ts";

export interface LineStyle {
  readonly id: string;
  readonly label: string;
  /** CSS colour. */
  readonly colour: string;
  /** px */
  readonly width: number;
  /** SVG dash pattern, px; empty for a full line. */
  readonly dash: string;
  readonly test: (carried: Carried) => boolean;
}

/** The first that fits. */
export const LINES: readonly LineStyle[] = [
  {
    id: "int8",
    label: "8-bit integers",
    colour: "var(--int8)",
    width: 2.5,
    dash: "",
    test: ({ integer, bits }) => integer && bits <= 8,
  },
  {
    id: "int16",
    label: "16-bit integers",
    colour: "var(--int16)",
    width: 2,
    dash: "7 3",
    test: ({ integer }) => integer,
  },
  {
    id: "fp16",
    label: "16-bit float",
    colour: "var(--fp16)",
    width: 1.5,
    dash: "7 3",
    test: ({ type }) => type.endsWith("float16"),
  },
  {
    id: "fp32",
    label: "32-bit float",
    colour: "var(--fp32)",
    width: 1.25,
    dash: "",
    test: ({ type }) => type.startsWith("float"),
  },
  {
    id: "other",
    label: "indices, shapes, conditions",
    colour: "var(--muted)",
    width: 1.25,
    dash: "2 3",
    test: () => true,
  },
];

export function lineOf(carried: Carried): LineStyle {
  return LINES.find(({ test }) => test(carried)) as LineStyle;
}
