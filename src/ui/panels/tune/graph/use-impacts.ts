/** @file How much each layer costs at the network's output, once that was measured. */

/** By layer name, as a share of the output's energy; null while it was not measured. */
export function useImpacts(): ReadonlyMap<string, number> | null {
  return null;
}
