/** @file The network as it is drawn: its structure, and what the recipe makes of the values between layers. */
import { graphView, type GraphView } from "../core/graph/view.ts";
import { flowingOf } from "../core/quantize/flowing.ts";
import { makePlan } from "../core/quantize/plan.ts";
import type { Desk } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { rangesOf } from "./quantize.ts";

/** The plan is made again, in milliseconds: a variant keeps its file and its rows only. */
export async function graphViewJob(
  desk: Desk,
  request: StudioApi["graphView"]["request"],
  job: Job<Progress>,
): Promise<GraphView> {
  const { stats } = await rangesOf(desk, request, job);
  const { graph } = await preparedOf(desk, request.model);
  return graphView(graph, flowingOf(graph, makePlan(graph, request.recipe, stats)));
}
