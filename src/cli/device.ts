/** @file `qstudio device MODEL`: what a model would need on typical devices, beside another one. Always an estimate. */
import { DEVICES } from "../core/evaluate/device/devices.ts";
import { type DeviceEstimate, estimateOn, relativeEnergy } from "../core/evaluate/device/estimate.ts";
import { TensorProto_DataType } from "../core/onnx/onnx_pb.ts";
import { prepare } from "../core/pipeline.ts";
import { deviceWork } from "../jobs/device.ts";
import { cardOf, readModel } from "../jobs/open-model.ts";
import type { DeviceCost } from "../jobs/protocol.ts";
import { EXIT } from "./failure.ts";
import { modelFiles } from "./inputs.ts";
import type { Io } from "./io.ts";
import { bytesText, plural, table } from "./text.ts";

const { FLOAT16, BFLOAT16 } = TensorProto_DataType;

export interface DeviceOptions {
  readonly against?: string;
  readonly json?: boolean;
}

interface FileCost extends DeviceCost {
  readonly file: string;
}

export async function deviceCommand(path: string, { against, json }: DeviceOptions, io: Io): Promise<number> {
  const costs = [await costOf(path), ...(against === undefined ? [] : [await costOf(against)])];
  io.out(json ? `${JSON.stringify(costs.map(reportOf), null, 2)}\n` : costsText(costs));
  return EXIT.done;
}

/** A float model is prepared first, as it is before it is quantized; that would widen one of 16-bit floats. */
async function costOf(path: string): Promise<FileCost> {
  const model = await readModel(await modelFiles(path));
  const { file, graph, bytes } = model;
  const isHalf = [...graph.constants.values()].some(({ dataType }) => dataType === FLOAT16 || dataType === BFLOAT16);
  const isNarrow = isHalf || cardOf(model).quantized !== undefined;
  return { file, work: deviceWork(isNarrow ? graph : prepare(graph).graph), bytes: bytes.length };
}

function reportOf({ file, work, bytes }: FileCost) {
  const { macs, weights, unknown, arena } = work;
  const devices = DEVICES.map((device) => ({
    title: device.title,
    source: device.source,
    ...estimateOn(device, work, bytes),
  }));
  return { file, bytes, macs, weights, bytesMoved: work.bytes, arena: arena.bytes, unknown, devices };
}

function costsText(costs: readonly FileCost[]): string {
  const [first] = costs;
  const head = ["estimate on", "model", "flash", "RAM", "time", "energy", ""];
  const rows = DEVICES.flatMap((device) => {
    const base = first && estimateOn(device, first.work, first.bytes).energy;
    return costs.map(({ file, work, bytes }, i) => {
      const e = estimateOn(device, work, bytes);
      const energy = base === undefined ? "" : `${relativeEnergy(e.energy, base).toFixed(2)} x`;
      const needs = [bytesText(e.flash.need), bytesText(e.ram.need), timeText(e.ms), energy];
      return [i === 0 ? device.title : "", file, ...needs, misfit(e)];
    });
  });
  return `${table([head, ...rows])}${costs.map(unknownText).join("")}${NOTE}`;
}

function timeText(ms: number | null): string {
  return ms === null ? "-" : `${Number(ms.toPrecision(3))} ms`;
}

function misfit({ flash, ram, unsupported }: DeviceEstimate): string {
  const parts = [
    ...(flash.fits ? [] : ["does not fit the flash"]),
    ...(ram.fits ? [] : ["does not fit the RAM"]),
    ...(unsupported.length === 0 ? [] : [`no kernels for ${plural(unsupported.length, "layer")}`]),
  ];
  return parts.join("; ") || "fits";
}

function unknownText({ file, work: { unknown } }: FileCost): string {
  if (unknown.length === 0) return "";
  const some = unknown.slice(0, 5).join(", ");
  return `${file}: ${plural(unknown.length, "value")} of unknown shape, whose cost is missing: ${some}${unknown.length > 5 ? ", ..." : ""}\n`;
}

const NOTE =
  "Estimates for one sample, not measurements: each layer takes as long as the slower of its products and its bytes; RAM is a\nplanned arena of activations; energy is that of a 45 nm chip, against the first model. --json has the source of each figure.\n";
