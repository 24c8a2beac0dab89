/**
 * @file `npm run bench [-- NAME... --sample --json FILE]`: runs the benchmarks, which are TypeScript, as they are.
 * `--sample` measures the built-in sample even where larger data is at hand.
 */
import { register } from "tsx/esm/api";
import { ensureChromium } from "./chromium.mjs";

register();
const { main } = await import("../bench/main.ts");
process.exitCode = await main(process.argv.slice(2), ensureChromium);
