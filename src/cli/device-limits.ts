/** @file What a search may cost on a device, as it is given on the command line. All of it is estimated. */
import { StudioError } from "../core/errors.ts";
import { type Device, DEVICES, deviceSchema } from "../core/evaluate/device/devices.ts";
import type { DeviceLimit } from "../core/evaluate/device/limits.ts";
import { readText } from "./inputs.ts";
import { numberOf } from "./number-of.ts";

export interface DeviceLimitOptions {
  readonly device?: string;
  readonly fits?: boolean;
  readonly maxRam?: string;
  readonly maxTime?: string;
  readonly maxEnergy?: string;
  readonly least?: string;
}

const LEAST = ["ram", "time", "energy"] as const;

/** @throws StudioError `cli/usage`, `cli/file` */
export async function deviceLimits(options: DeviceLimitOptions): Promise<readonly DeviceLimit[]> {
  const { fits, maxRam, maxTime, maxEnergy, least } = options;
  const wanted = [
    ...(fits ? [{ cost: "fit", most: null } as const] : []),
    ...(maxRam === undefined ? [] : [{ cost: "ram", most: 1000 * positive("--max-ram", maxRam) } as const]),
    ...(maxTime === undefined ? [] : [{ cost: "time", most: positive("--max-time", maxTime) } as const]),
    ...(maxEnergy === undefined ? [] : [{ cost: "energy", most: positive("--max-energy", maxEnergy) / 100 } as const]),
    ...(least === undefined ? [] : [{ cost: requireLeast(least), most: null } as const]),
  ];
  if (options.device === undefined) {
    if (wanted.length === 0) return [];
    throw refused("Limits of a device are given without a device.", "Name it with --device, e.g. --device cortex-m4");
  }
  if (wanted.length === 0) {
    throw refused(
      `--device ${options.device} limits nothing by itself.`,
      "Add --fits, --max-ram, --max-time, --max-energy or --least.",
    );
  }
  const device = await deviceOf(options.device);
  return wanted.map((limit) => ({ device, ...limit }));
}

function requireLeast(text: string): (typeof LEAST)[number] {
  const cost = LEAST.find((id) => id === text);
  if (cost === undefined) throw refused(`--least ${text} is not known.`, `It is one of ${LEAST.join(", ")}.`);
  return cost;
}

function positive(option: string, text: string): number {
  const value = numberOf(option, text);
  if (value === 0) throw refused(`${option} 0 allows nothing.`, "Give a number above 0.");
  return value;
}

/** By id, or described in a file as `core/evaluate/device/devices.ts` has them. */
async function deviceOf(given: string): Promise<Device> {
  const known = DEVICES.find(({ id }) => id === given);
  if (known !== undefined) return known;
  if (!/[./\\]/.test(given)) {
    const ids = DEVICES.map(({ id }) => id).join(", ");
    throw refused(`--device ${given} is not known.`, `It is one of ${ids}, or a JSON file.`);
  }
  const parsed = deviceSchema.safeParse(parseJson(await readText(given)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refused(
    `${given} does not describe a device: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "not understood"}.`,
    "It holds id, title, macs (int8, float16, float32, per second), bandwidth, ram, flash (bytes), onChip and source.",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(what: string, fix: string): StudioError {
  return new StudioError("cli/usage", { what, why: "What a model costs is estimated for one device.", fix });
}
