/** @file Errors that have gathered at every layer of the quantized model. */
import { graphOf } from "../../core/graph/from-model.ts";
import { decodeModel } from "../../core/onnx/decode.ts";
import { type Measured, ratio, spotsByLayer } from "../../core/sensitivity/estimate.ts";
import { GATHERED, gatheredGraph } from "../../core/sensitivity/gathered-graph.ts";
import { outputsOf } from "../../core/sensitivity/report-of.ts";
import type { Variant } from "../desk.ts";
import { FEW, type Run } from "./run.ts";

/** @param source of the exported file */
export async function gather(run: Run, measured: Measured, { source }: Variant): Promise<ReadonlyMap<string, number>> {
  const { graph } = measured;
  const outputs = outputsOf(measured);
  const bytes = new Uint8Array(await source.blob.arrayBuffer());
  const made = graphOf(decodeModel(bytes, source.file));
  const wanted = [...new Set([...spotsByLayer(measured.marked).keys()].flatMap((name) => outputs.get(name) ?? []))];
  const { graph: both, values } = gatheredGraph(graph, made, wanted, run.batch ?? 1);
  if (values.length === 0) return new Map();
  const runs = await run.probe(both, "gathered", { fetch: [GATHERED], noise: null, images: FEW });
  const at = (i: number) => runs.reduce((sum, { values: [numbers] }) => sum + (numbers?.[i] ?? 0), 0);
  const byValue = new Map(values.map((value, i) => [value, ratio(at(2 * i), at(2 * i + 1))]));
  return new Map(
    [...outputs].flatMap(([layer, value]) => (byValue.has(value) ? [[layer, byValue.get(value) ?? 0]] : [])),
  );
}
