/** @file The benchmarks, in the order they run. A line here is all it takes. */
import type { Benchmark } from "./benchmark.ts";
import { calibration } from "./calibration.ts";
import { decode } from "./decode.ts";
import { drop } from "./drop.ts";
import { large } from "./large.ts";
import { memory } from "./memory.ts";
import { sensitivity } from "./sensitivity.ts";
import { serialize } from "./serialize.ts";
import { methodSwitch } from "./switch.ts";
import { weights } from "./weights.ts";
import { workers } from "./workers.ts";

export const BENCHMARKS: readonly Benchmark[] = [
  calibration,
  memory,
  workers,
  decode,
  methodSwitch,
  serialize,
  drop,
  weights,
  large,
  sensitivity,
];
