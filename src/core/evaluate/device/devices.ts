/** @file Typical devices, and what is published of them. Speeds are of one core unless said otherwise, and always estimates. */
import { z } from "zod";

/** A device as a person can describe it, too. */
export const deviceSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  /** Multiply-accumulates per second that networks reach, by the width of the factors; null where there are no kernels. */
  macs: z.strictObject({
    int8: z.number().positive().nullable(),
    float16: z.number().positive().nullable(),
    float32: z.number().positive().nullable(),
  }),
  /** Between the processor and the memory that weights and activations lie in, bytes per second. */
  bandwidth: z.number().positive(),
  /** Memory for activations, bytes; null where it is not what limits. */
  ram: z.number().positive().nullable(),
  /** Memory for weights, bytes; null where it is not what limits. */
  flash: z.number().positive().nullable(),
  /** Whether activations are kept on the chip: decides the energy of a byte. */
  onChip: z.boolean(),
  /** Where the figures come from, and what was assumed. */
  source: z.string(),
});

export type Device = z.infer<typeof deviceSchema>;

const [KB, MB, GB] = [1024, 1024 ** 2, 1e9];
const MHZ = 1e6;

/** Share of the arithmetic peak that whole networks reach on application cores; rooflines are never met exactly. */
const REACHED = 0.3;

export const DEVICES: readonly Device[] = [
  {
    id: "cortex-m4",
    title: "Cortex-M4, STM32F429, 180 MHz",
    macs: { int8: 0.3 * 180 * MHZ, float16: null, float32: 0.12 * 180 * MHZ },
    bandwidth: 4 * 180 * MHZ,
    ram: 256 * KB,
    flash: 2 * MB,
    onChip: true,
    source:
      "ST datasheet DS9405 (256 KB RAM, 2 MB flash, 180 MHz). 0.3 MAC per cycle: half of CMSIS-NN's on the Cortex-M7, which issues two instructions at once; one 32-bit load per cycle. Float: one fused multiply-add in 3 cycles and its loads.",
  },
  {
    id: "cortex-m7",
    title: "Cortex-M7, STM32H743, 480 MHz",
    macs: { int8: 0.58 * 480 * MHZ, float16: null, float32: 0.25 * 480 * MHZ },
    bandwidth: 8 * 480 * MHZ,
    ram: 1 * MB,
    flash: 2 * MB,
    onChip: true,
    source:
      "ST datasheet DS12110 (1 MB RAM, 2 MB flash, 480 MHz). 0.58 MAC per cycle: CMSIS-NN's CIFAR-10 network, 24.7 million operations in 99.1 ms at 216 MHz (Lai et al., arXiv:1801.06601); 64-bit loads from tightly coupled memory.",
  },
  {
    id: "esp32-s3",
    title: "ESP32-S3, 240 MHz",
    macs: { int8: 0.55 * 240 * MHZ, float16: null, float32: 0.12 * 240 * MHZ },
    bandwidth: 4 * 240 * MHZ,
    ram: 512 * KB,
    flash: 8 * MB,
    onChip: true,
    source:
      "Espressif datasheet (512 KB SRAM, 240 MHz; modules with 8 MB flash). ESP-NN's README (commit 0798b58): a 1 x 1 convolution of 64 channels reaches 0.89 MAC per cycle (409 600 in 461 398 cycles), depthwise ones 0.19; 0.55 is assumed for whole networks. Float is assumed like the Cortex-M4's.",
  },
  {
    id: "cortex-a53",
    title: "Cortex-A53, Raspberry Pi 3 B+, 1.4 GHz",
    macs: { int8: REACHED * 8 * 1400 * MHZ, float16: null, float32: REACHED * 2 * 1400 * MHZ },
    bandwidth: 2.2 * GB,
    ram: 1 * GB,
    flash: null,
    onChip: false,
    source:
      "Arm: a 64-bit NEON data path, 8 products of 8 bits or 2 of float32 per cycle, no dot product. 30 % of that peak and 2.2 GB/s from LPDDR2 are assumed. One core.",
  },
  {
    id: "cortex-a76",
    title: "Cortex-A76, Raspberry Pi 5, 2.4 GHz",
    macs: { int8: REACHED * 32 * 2400 * MHZ, float16: REACHED * 16 * 2400 * MHZ, float32: REACHED * 8 * 2400 * MHZ },
    bandwidth: 12 * GB,
    ram: 8 * GB,
    flash: null,
    onChip: false,
    source:
      "Arm Cortex-A76 Software Optimization Guide: two 128-bit pipes, with SDOT 32 products of 8 bits, 8 of float32 per cycle. 30 % of that peak and 12 of 17 GB/s of LPDDR4X are assumed. One core.",
  },
  {
    id: "hexagon",
    title: "Hexagon, Qualcomm QCS6490",
    macs: { int8: REACHED * 6e12, float16: null, float32: null },
    bandwidth: 20 * GB,
    ram: 4 * GB,
    flash: null,
    onChip: false,
    source:
      "Qualcomm product brief: up to 12 TOPS, which are 6 tera MAC per second of 8 bits. 30 % of that and 20 GB/s of LPDDR5 are assumed. Float layers run on the CPU and are not estimated.",
  },
];
