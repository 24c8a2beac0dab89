/** @file `qstudio schemes`: names for `--set scheme=...` and `--set target=...`, with when to use each. */
import { SCHEME_PRESETS } from "../core/schemes.ts";
import { TARGETS } from "../core/targets/index.ts";
import { EXIT } from "./failure.ts";
import type { Io } from "./io.ts";

export function schemesCommand({ json }: { readonly json: boolean }, io: Io): number {
  io.out(json ? `${JSON.stringify(SCHEME_PRESETS, null, 2)}\n` : schemesText());
  return EXIT.done;
}

function schemesText(): string {
  const list = (rows: readonly { readonly id: string; readonly title: string; readonly when: string }[]) => {
    const width = Math.max(...rows.map(({ id }) => id.length));
    return rows.map(({ id, title, when }) => `  ${id.padEnd(width)}  ${title}. ${when}\n`).join("");
  };
  return `Schemes (--set scheme=NAME):\n${list(SCHEME_PRESETS)}\nTargets (--set target=NAME sets the scheme too; set the scheme after it):\n${list(TARGETS)}`;
}
