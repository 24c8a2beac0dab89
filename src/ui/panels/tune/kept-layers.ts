import type { LayerRow } from "../../../jobs/protocol.ts";

export interface KeptReason {
  readonly reason: string;
  /** Layers, in the order of the network. */
  readonly names: readonly string[];
}

/** Layers that a task-aware default keeps in float, by reason; the reason of most layers first. */
export function keptLayers(layers: readonly Pick<LayerRow, "name" | "reason" | "kept">[]): readonly KeptReason[] {
  const byReason = new Map<string, string[]>();
  for (const { name, reason, kept } of layers) {
    if (!kept || reason === null) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason]
    .map(([reason, names]) => ({ reason, names }))
    .toSorted((a, b) => b.names.length - a.names.length);
}
