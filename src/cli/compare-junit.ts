/** @file JUnit's XML, which CI systems show as a list of tests: one for each budget and gate. */
import type { Check } from "../core/evaluate/paired/checks.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escaped(text: string): string {
  // XML 1.0 has no way to write other control characters.
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

/** @param model name of the quantized model's file */
export function junitText(checks: readonly Check[], model: string): string {
  const failures = checks.filter(({ met }) => !met).length;
  const cases = checks.map(({ kind, name, met, text }) => {
    const head = `    <testcase classname="${escaped(`qstudio.${kind}`)}" name="${escaped(name)}"`;
    const result = met
      ? `<system-out>${escaped(text)}</system-out>`
      : `<failure message="${escaped(text)}" type="${kind}"/>`;
    return `${head}>${result}</testcase>\n`;
  });
  const counts = `tests="${checks.length}" failures="${failures}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="${escaped(model)}" ${counts}>\n${cases.join("")}  </testsuite>\n</testsuites>\n`;
}
