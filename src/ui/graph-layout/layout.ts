/** @file Places of a drawn graph, from ELK in a worker of its own: loaded when a graph is drawn for the first time. */
import ELK from "elkjs/lib/elk-api.js";
import worker from "elkjs/lib/elk-worker.min.js?url";
import type { Shown, ShownBox } from "../../core/graph/view-shown.ts";
import { fromElk, type Layout, type Rect, toElk } from "./elk-graph.ts";

let elk: InstanceType<typeof ELK> | null = null;

/** A plain script of our own origin, so that no policy has to allow more. */
function engine(): InstanceType<typeof ELK> {
  return (elk ??= new ELK({ workerFactory: () => new Worker(worker) }));
}

/** @param sizeOf size of a box, px */
export async function layoutOf(shown: Shown, sizeOf: (box: ShownBox) => Omit<Rect, "x" | "y">): Promise<Layout> {
  return fromElk(await engine().layout(toElk(shown, sizeOf)));
}
