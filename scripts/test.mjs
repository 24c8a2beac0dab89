/** @file `npm test`: types, lint, format, unit tests, build, browser tests; ends with one line of counts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";

const out = mkdtempSync(join(tmpdir(), "qstudio-test-"));
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args, env = {}) {
  console.log(`\n=== ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return status === 0;
}

/** A step that is one check: passed or failed. */
function check(title, command, args, env) {
  const ok = run(title, command, args, env);
  totals[ok ? "passed" : "failed"] += 1;
  return ok;
}

function count(file, read) {
  try {
    for (const [key, n] of Object.entries(read(JSON.parse(readFileSync(file, "utf8"))))) totals[key] += n;
  } catch (error) {
    console.error(`No result in ${file}: ${error.message}`);
    totals.failed += 1;
  }
}

check("types", "npm", ["run", "-s", "types"]);
check("lint", "npm", ["run", "-s", "lint"]);
check("format", "npm", ["run", "-s", "format:check"]);

const unit = join(out, "unit.json");
run("unit tests", "npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unit}`]);
count(unit, (r) => ({
  passed: r.numPassedTests,
  failed: r.numFailedTests + r.numFailedTestSuites * (r.numFailedTests === 0 ? 1 : 0),
  skipped: r.numPendingTests + r.numTodoTests,
}));

if (check("build", "npm", ["run", "-s", "build"])) {
  const browser = join(out, "browser.json");
  run("browser tests", "npx", ["playwright", "test", "--reporter=list,json"], {
    CHROMIUM_PATH: ensureChromium(),
    PLAYWRIGHT_JSON_OUTPUT_FILE: browser,
    STUDIO_BUILT: "1",
  });
  count(browser, (r) => ({
    passed: r.stats.expected + r.stats.flaky,
    failed: r.stats.unexpected + r.errors.length,
    skipped: r.stats.skipped,
  }));
}

rmSync(out, { recursive: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
