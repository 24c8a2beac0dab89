/** @file Runs the benchmarks that are named, or all; prints a table each and one of everything at the end. */
import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Benchmark, Finding } from "./benchmark.ts";
import { BENCHMARKS } from "./index.ts";
import { reportText, short, summaryText } from "./print.ts";
import { findSubject } from "./subject.ts";
import { createWorkbench, type Workbench } from "./workbench.ts";

/**
 * @param chromium path of a browser; may install one, so it is asked only when a benchmark needs it
 * @returns 0 when all ran, 1 when one could not, 2 for arguments that are none
 */
export async function main(args: readonly string[], chromium: () => string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "string" }, sample: { type: "boolean" } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !BENCHMARKS.some(({ id }) => id === name));
  if (unknown !== undefined) {
    console.error(`There is no benchmark ${unknown}. There are: ${BENCHMARKS.map(({ id }) => id).join(", ")}.`);
    return 2;
  }
  const chosen = BENCHMARKS.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  const subject = await findSubject(values.sample === true ? "sample" : "real");
  console.log(`Measured on ${subject.name}.\n${machine()}\nTimes are medians [min max]; cases take turns.`);
  const bench = createWorkbench(subject, chromium);
  const findings: Finding[] = [];
  let failed = 0;
  for (const benchmark of chosen) {
    const found = await attempt(benchmark, bench);
    if (found === null) failed++;
    else findings.push(...found);
  }
  await bench.close();
  console.log(`\n${summaryText(findings)}\n\n${machine()}`);
  if (values.json !== undefined) {
    const file = { subject: subject.name, machine: machine(), findings };
    await writeFile(values.json, `${JSON.stringify(file, null, 2)}\n`);
  }
  return failed === 0 ? 0 : 1;
}

/** @returns null when it could not be run: the others still are */
async function attempt({ title, run }: Benchmark, bench: Workbench): Promise<readonly Finding[] | null> {
  try {
    const report = await run(bench);
    console.log(reportText(title, report));
    return report.summary;
  } catch (error) {
    console.error(`\n${title}: could not be measured.\n  ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function machine(): string {
  const [one = 0, five = 0] = loadavg();
  const [cpu] = cpus();
  return `${cpus().length} cores (${cpu?.model.trim()}), load average ${short(one)} (1 min), ${short(five)} (5 min), Node ${process.version}.`;
}
