/**
 * @file Relative energy of a network. Figures of a 45 nm process at 0.9 V (M. Horowitz, Computing's Energy Problem, ISSCC 2014, figure 1.1.9): newer chips
 * need less of everything, in about the same ratios.
 */
import type { Device } from "./devices.ts";
import type { Work } from "./work.ts";

/** Product and sum, picojoules: 8-bit product and 32-bit sum; float16; float32. */
const MAC = { int8: 0.2 + 0.1, float16: 1.1 + 0.4, float32: 3.7 + 0.9 } as const;

/** Picojoules for each byte: of 64 bits from 1 MB of SRAM 100, from DRAM at least 1300. */
const BYTE = { onChip: 100 / 8, offChip: 1300 / 8 } as const;

export type Kind = keyof typeof MAC;

/** Which kernels run products of factors so wide. */
export function kindOf(bits: number): Kind {
  if (bits <= 8) return "int8";
  return bits <= 16 ? "float16" : "float32";
}

export interface Energy {
  /** Microjoules for one sample, only for comparing. */
  readonly compute: number;
  readonly memory: number;
}

export function energyOf({ layers, bytes }: Work, { onChip }: Pick<Device, "onChip">): Energy {
  const compute = layers.reduce((sum, { macs, bits }) => sum + macs * MAC[kindOf(bits)], 0);
  return { compute: compute / 1e6, memory: (bytes * (onChip ? BYTE.onChip : BYTE.offChip)) / 1e6 };
}
