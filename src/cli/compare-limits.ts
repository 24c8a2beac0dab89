/** @file Budgets and gates of `compare`, as they are given on the command line. */
import { StudioError } from "../core/errors.ts";
import type { Limits } from "../core/evaluate/paired/checks.ts";
import { LOSS_UNITS, type LossUnit } from "../core/evaluate/loss-unit.ts";
import { readText } from "./inputs.ts";

export interface LimitOptions {
  readonly maxDrop?: string;
  readonly unit?: string;
  readonly segmentDrop?: readonly string[];
  readonly gates?: string;
}

/** @throws StudioError `cli/usage`, `cli/file` */
export async function limitsOf({ maxDrop, unit, segmentDrop = [], gates }: LimitOptions): Promise<Limits> {
  return {
    ...(maxDrop !== undefined && { maxDrop: points("--max-drop", maxDrop, maxDrop) }),
    ...(unit !== undefined && { unit: requireUnit(unit) }),
    segments: new Map(segmentDrop.map(segmentLimit)),
    ...(gates !== undefined && { gates: idsOf(await readText(gates)) }),
  };
}

function requireUnit(text: string): LossUnit {
  const unit = LOSS_UNITS.find((id) => id === text);
  if (unit !== undefined) return unit;
  throw new StudioError("cli/usage", {
    what: `--unit ${text} is not known.`,
    why: `It is one of ${LOSS_UNITS.join(", ")}.`,
    fix: "Write e.g. --unit relative for limits in percent of the original's score.",
  });
}

function points(option: string, given: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new StudioError("cli/usage", {
    what: `${option} ${given} is not a number of points.`,
    why: "It is the largest loss of the main score that is accepted, e.g. percentage points of top-1 or mAP50-95, 0 or more.",
    fix: option === "--max-drop" ? "Write e.g. --max-drop 1.0" : "Write e.g. --segment-drop low-light=2",
  });
}

/** The name may hold an equals sign itself: the last one counts. */
function segmentLimit(text: string): readonly [string, number] {
  const at = text.lastIndexOf("=");
  return [text.slice(0, Math.max(0, at)), points("--segment-drop", text, at < 1 ? "" : text.slice(at + 1))];
}

/** One id per line; blank lines and those that start with # are left out. */
function idsOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
