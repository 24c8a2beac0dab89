import { expect, test } from "vitest";
import { readFile } from "node:fs/promises";
import { ANSWERED_WITH } from "./answers-web.ts";

test("answers are kept under the runtime that is installed: those of another one are not found", async () => {
  const { dependencies } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
  };
  expect(ANSWERED_WITH).toContain(`onnxruntime-web ${dependencies["onnxruntime-web"]},`);
});
