/** @file `qstudio inspect MODEL`: the model card, also of models that cannot be quantized, and why they cannot. */
import { type ErrorCard, StudioError } from "../core/errors.ts";
import { fusionMap } from "../core/fusion/fusion-map.ts";
import { checkFloat, checkModel } from "../core/graph/support.ts";
import type { ModelCard, PortCard } from "../core/model-card.ts";
import { cardOf, readModel, type ReadModel } from "../jobs/open-model.ts";
import { EXIT } from "./failure.ts";
import { modelFiles } from "./inputs.ts";
import type { Io } from "./io.ts";
import { kernelsText } from "./quantize-text.ts";
import { quantizedText } from "./quantized-text.ts";
import { bytesText, plural, table } from "./text.ts";

export interface InspectOptions {
  readonly json?: boolean;
}

type Refusal = ErrorCard & { readonly code: string };

export async function inspectCommand(path: string, { json }: InspectOptions, io: Io): Promise<number> {
  const model = await readModel(await modelFiles(path));
  const card = cardOf(model);
  const refusal = refusalOf(model);
  const kernels = card.quantized === undefined ? null : kernelsText(fusionMap(model.graph));
  io.out(json ? `${JSON.stringify({ ...card, refusal }, null, 2)}\n` : cardText(card, { refusal, kernels }));
  return EXIT.done;
}

/** Why the studio would not take the model, or null. */
function refusalOf({ graph, file }: ReadModel): Refusal | null {
  try {
    checkModel(graph, file);
    checkFloat(graph, file);
    return null;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { code: error.code, ...error.text };
  }
}

interface CardRemarks {
  readonly refusal: Refusal | null;
  /** How a quantized model runs; null for a float one. */
  readonly kernels: string | null;
}

function cardText(card: ModelCard, { refusal, kernels }: CardRemarks): string {
  const { predictedBytes: sizes } = card;
  const domains = card.domains.filter(({ domain }) => domain !== "").map((d) => `, ${d.domain} ${d.version}`);
  const rows = [
    ["file", `${card.file}, ${bytesText(card.bytes)}`],
    ["sha256", card.hash],
    ["format", `IR ${card.ir}, opset ${card.opset}${domains.join("")}, by ${card.producer || "an unnamed producer"}`],
    ...card.inputs.map((port) => ["input", portText(port)]),
    ...card.outputs.map((port) => ["output", portText(port)]),
    ["parameters", card.parameters.toLocaleString("en")],
    ["MACs", card.macs === null ? "unknown: a shape is open" : card.macs.toLocaleString("en")],
    [
      "size as",
      `INT8 ${bytesText(sizes.int8)}, INT4 ${bytesText(sizes.int4)}, FP16 ${bytesText(sizes.fp16)} (predicted)`,
    ],
    ["ops", card.ops.map(({ op, count }) => `${op} ${count}`).join(", ")],
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const lines = rows.map(([name = "", value = ""]) => `${name.padEnd(width)}  ${value}\n`);
  return (
    lines.join("") +
    quantizedText(card) +
    (kernels === null ? "" : `${kernels}\n`) +
    floatText(card) +
    card.notes.map((note) => `note: ${note}\n`).join("") +
    refusalText(refusal)
  );
}

function portText({ name, type, shape }: PortCard): string {
  return `${name}: ${type} [${shape.join(", ")}]`;
}

/** What would stay in float; no question for a quantized model. */
function floatText({ float, quantized }: ModelCard): string {
  if (float.length === 0 || quantized !== undefined) return "";
  const rows = float.map(({ op, nodes, reason }) => [`  ${op}, ${plural(nodes.length, "node")}: ${reason}`]);
  return `stays in float\n${table(rows)}`;
}

function refusalText(refusal: Refusal | null): string {
  return refusal === null ? "" : `cannot be quantized: ${refusal.what} ${refusal.why}\n  fix: ${refusal.fix}\n`;
}
