/** @file Run by memory.ts: calibrates the first N images of a subject and prints the largest resident memory, kB, as JSON. */
import type { Peak } from "./memory.ts";
import { firstOf, openSubject } from "./opened.ts";
import { type Choice, findSubject } from "./subject.ts";

const [choice, count] = process.argv.slice(2);
const peak = () => process.resourceUsage().maxRSS;
const { calibrate, images } = await openSubject(await findSubject(choice as Choice), "wasm");
const before = peak();
const set = firstOf(images.calibration, Number(count));
await calibrate(set);
const answer: Peak = { images: set.samples.length, kilobytes: peak(), growth: peak() - before };
console.log(JSON.stringify(answer));
