/** @file The table of models by schemes: arguments, the loop, the document. */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { SCHEME_PRESETS } from "../../src/core/schemes.ts";
import { casesIn } from "./cases.ts";
import { markdown } from "./markdown.ts";
import { measure } from "./measure.ts";
import { keepRows, keptRows, merged, type Row } from "./row.ts";

const OUT = "docs/results.md";

/** @returns 0 when every file loads, 1 when one does not, 2 when nothing is selected */
export async function main(args: readonly string[]): Promise<number> {
  const { models, schemes, images, data, resume } = options(args);
  const cases = casesIn(data, models);
  const chosen = SCHEME_PRESETS.filter(({ id }) => schemes.length === 0 || schemes.includes(id));
  if (cases.length === 0 || chosen.length === 0) {
    console.error(`No model in ${data}/models or no scheme is selected.`);
    return 2;
  }
  let rows = await keptRows();
  for (const one of cases) {
    const missing = chosen.filter(({ id }) => !resume || !rows.some((r) => r.model === one.model && r.scheme === id));
    if (missing.length === 0) continue;
    for await (const row of measure(one, { data, images, schemes: missing })) {
      rows = merged(rows, [row]);
      console.log(progressText(row));
      await keepRows(rows);
    }
  }
  await writeFile(
    OUT,
    markdown(
      rows,
      casesIn(data, []).map(({ model }) => model),
    ),
  );
  return rows.some(({ failure }) => failure !== null) ? 1 : 0;
}

function options(args: readonly string[]) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { models: text, schemes: text, images: text, data: text, resume: { type: "boolean" } },
  });
  const list = (value: string | undefined) => (value === undefined ? [] : value.split(","));
  return {
    models: list(values.models),
    schemes: list(values.schemes),
    images: Number(values.images ?? 100),
    data: values.data ?? "../shared/data",
    resume: values.resume ?? false,
  };
}

function progressText({ model, scheme, failure, score, agreement, sqnr }: Row): string {
  if (failure !== null) return `${model} ${scheme}: ${failure}`;
  const main = score === undefined ? "" : `${score.title} ${score.value.toFixed(1)}, `;
  return `${model} ${scheme}: ${main}agreement ${agreement?.value.toFixed(1)}, ${sqnr?.toFixed(1)} dB`;
}
