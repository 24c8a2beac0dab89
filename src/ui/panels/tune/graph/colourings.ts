/** @file By what the graph can be coloured: a table. A new colouring is one entry; one without numbers yet is not offered. */
import type { Fate } from "../../../../core/fusion/fusion-map.ts";
import { PRECISION_TITLES } from "../../../../core/precision.ts";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import { precisionColour } from "../../../parts/Chip.tsx";
import { bytes, decibel, share } from "../../../parts/format.ts";
import { GLOSSARY } from "../../../parts/glossary.ts";
import { missed, runsAs } from "../runs-as.ts";
import { category, type Painter, scale } from "./painter.ts";

/** What is known of a layer. */
export interface LayerFacts {
  readonly row: LayerRow;
  /** How it runs; null while that is not known. */
  readonly fate: Fate | null;
  /** Error at the network's output that this layer causes, as a share of the output's energy; null when not measured. */
  readonly impact: number | null;
}

export const COLOURING_IDS = ["bits", "error", "sensitivity", "clipping", "fusion", "size"] as const;
export type ColouringId = (typeof COLOURING_IDS)[number];

export interface Colouring {
  readonly id: ColouringId;
  readonly title: string;
  /** One sentence: what it shows. */
  readonly when: string;
  /** @param all layers of the network, which may set the ends of a scale */
  readonly painter: (all: readonly LayerFacts[]) => Painter<LayerFacts>;
}

/** At this SQNR, dB, a layer's own noise is loud; at the other it makes no difference to any answer. */
const [LOUD, QUIET] = [5, 45];
/** Shares of clipped values. */
const [FEW, MANY] = [1e-5, 1e-1];
/** Impacts below this share of the largest look alike. */
const DECADES = 1e-3;

export const COLOURINGS: readonly Colouring[] = [
  {
    id: "bits",
    title: "Bits",
    when: "The precision that each layer computes in.",
    painter: () =>
      category(({ row: { precision } }) => ({
        key: precision,
        label: PRECISION_TITLES[precision],
        colour: precisionColour(precision),
      })),
  },
  {
    id: "error",
    title: "Own error",
    when: "Noise of each layer's own quantization: where noise enters, not how much it hurts.",
    painter: () =>
      scale({
        unit: "SQNR of the layer alone",
        value: ({ row }) => row.sqnr,
        text: decibel,
        ramp: "harm",
        ends: [QUIET, LOUD],
        steps: "even",
        fold: "smallest",
      }),
  },
  {
    id: "sensitivity",
    title: "Sensitivity",
    when: "Share of the error at the network's output that each layer causes.",
    painter: (all) => {
      const most = Math.max(...all.map(({ impact }) => impact ?? 0), Number.MIN_VALUE / DECADES);
      return scale({
        unit: "share of the output error",
        value: ({ impact }) => impact,
        text: share,
        ramp: "harm",
        ends: [most * DECADES, most],
        steps: "powers",
        fold: "sum",
      });
    },
  },
  {
    id: "clipping",
    title: "Clipping",
    when: GLOSSARY.clipped,
    painter: () =>
      scale({
        unit: "share of values",
        value: ({ row }) => row.clipped,
        text: share,
        ramp: "harm",
        ends: [FEW, MANY],
        steps: "powers",
        fold: "largest",
      }),
  },
  {
    id: "fusion",
    title: "Runs as",
    when: "Integer kernel, float, or removed because another layer does its work.",
    painter: () =>
      category(({ row, fate }) => {
        if (fate === null) return null;
        const { outcome } = fate;
        if (missed(outcome, row.precision)) {
          return { key: "missed", label: "float, though meant as integer", short: "float", colour: "var(--warn)" };
        }
        return { ...OUTCOMES[outcome], key: outcome, short: runsAs(fate) };
      }),
  },
  {
    id: "size",
    title: "Size",
    when: "Bytes of weights and bias after quantization.",
    painter: (all) =>
      scale({
        unit: "bytes of weights",
        value: ({ row }) => row.bytes.after,
        text: bytes,
        ramp: "amount",
        ends: [0, Math.max(1, ...all.map(({ row }) => row.bytes.after))],
        steps: "even",
        fold: "sum",
      }),
  },
];

const OUTCOMES = {
  integer: { label: "integer kernel", colour: "var(--int8)" },
  float: { label: "float", colour: "var(--fp32)" },
  removed: { label: "removed", colour: "var(--border-strong)" },
} as const;

/** Those for which there are numbers. */
export function offered(measured: ReadonlyMap<string, number> | null): readonly Colouring[] {
  return COLOURINGS.filter(({ id }) => id !== "sensitivity" || measured !== null);
}
