/** @file Run by memory.ts: calibrates the first N images and prints the largest resident memory, kB, as JSON. */
import type { Peak } from "./memory.ts";
import { firstOf, openSubject } from "./opened.ts";
import { findSubject } from "./subject.ts";

const peak = () => process.resourceUsage().maxRSS;
const { calibrate, images } = await openSubject(await findSubject(), "wasm");
const before = peak();
const set = firstOf(images.calibration, Number(process.argv[2]));
await calibrate(set);
const answer: Peak = { images: set.samples.length, kilobytes: peak(), growth: peak() - before };
console.log(JSON.stringify(answer));
