/** @file Models of 100 MB and more: time and peak memory of opening and of weight-only quantization, each in a process of its own. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Benchmark, Report } from "./benchmark.ts";
import { writeExternal, writeWhole } from "./large-models.ts";
import { short } from "./print.ts";
import { spreadOf } from "./timing.ts";

const MEGA = 1e6;
/** 104 MB in one file. */
const WHOLE = { layers: 6, side: 2080 };
/** 64 MB a layer: 1.6 GB. */
const STREAMED = { layers: 24, side: 4096 };

export const large: Benchmark = { id: "large", title: "Large models", run };

async function run(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-bench-"));
  try {
    const opened = await measure("whole", await writeWhole(folder, WHOLE), "8");
    const external = await writeExternal(folder, STREAMED);
    const streamed4 = await measure("streamed", external, "4");
    const streamed8 = await measure("streamed", external, "8");
    const row = (title: string, { model, open, quantize, peak, base }: Large) => [
      title,
      short(model / MEGA),
      short(open),
      short(quantize),
      short((peak - base) / MEGA),
      short(peak / MEGA),
    ];
    const one = (value: number) => spreadOf([value]);
    return {
      notes: [
        "Chains of square products, made for this; once each. Peak: the largest resident memory of the process.",
        "Streamed models are read from and written to the disk weight by weight; never whole in memory.",
      ],
      columns: ["Model", "MB", "open, ms", "quantize, ms", "peak above start, MB", "peak, MB"],
      rows: [row("in memory, INT8", opened), row("streamed, INT4", streamed4), row("streamed, INT8", streamed8)],
      summary: [
        { what: "100 MB: file to model card", value: one(opened.open), unit: "ms", accept: { most: 1000 } },
        {
          what: "100 MB: peak memory above start / model",
          value: one((opened.peak - opened.base) / opened.model),
          unit: "x",
          accept: { most: 3 },
        },
        { what: "1.6 GB to INT4: peak memory", value: one(streamed4.peak / MEGA), unit: "MB", accept: { most: 400 } },
        { what: "1.6 GB to INT8: peak memory", value: one(streamed8.peak / MEGA), unit: "MB", accept: { most: 400 } },
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Answer of large-child.ts: bytes and ms. */
export interface Large {
  readonly model: number;
  readonly open: number;
  readonly quantize: number;
  readonly base: number;
  readonly peak: number;
}

async function measure(...args: readonly string[]): Promise<Large> {
  const script = join(import.meta.dirname, "large-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: join(import.meta.dirname, ".."),
  });
  return JSON.parse(stdout) as Large;
}
