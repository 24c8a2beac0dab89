import type { LayerRow } from "../../../jobs/protocol.ts";

/** The `count` integer layers with the lowest own SQNR that can be pinned, worst first; pinned ones stay in the list. */
export function noisiestLayers(layers: readonly LayerRow[], count: number): readonly LayerRow[] {
  const candidates = layers.filter((layer) => layer.pinned || (layer.pinnable && layer.sqnr !== null));
  return candidates.toSorted((a, b) => (a.sqnr ?? -Infinity) - (b.sqnr ?? -Infinity)).slice(0, count);
}

/** The `count` layers that cost most at the output, worst first. */
export function harmfulLayers(
  layers: readonly LayerRow[],
  impacts: ReadonlyMap<string, number>,
  count: number,
): readonly LayerRow[] {
  const harm = ({ name }: LayerRow) => impacts.get(name) ?? 0;
  return layers
    .filter((layer) => layer.pinned || (layer.pinnable && harm(layer) > 0))
    .toSorted((a, b) => harm(b) - harm(a))
    .slice(0, count);
}
