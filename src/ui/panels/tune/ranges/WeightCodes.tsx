import { useMemo } from "react";
import type { WeightCodes as Codes } from "../../../../jobs/protocol.ts";
import { ChannelColumns } from "../../../charts/ChannelColumns.tsx";
import { count } from "../../../parts/format.ts";

/** How many weights fall on each integer, whatever the scale of their channel. */
export function WeightCodes({ name, codes }: { readonly name: string; readonly codes: Codes }) {
  const { counts, qmin, type } = codes;
  const spans = useMemo(() => [...counts].map((n) => ({ lo: 0, hi: Math.log10(1 + n) })), [counts]);
  const used = counts.reduce((sum, n) => sum + Number(n > 0), 0);
  return (
    <ChannelColumns
      title="Which integers do they become?"
      note={`${count(used)} of ${count(counts.length)} occur`}
      name={`${name}-integers`}
      summary={`Weights on each integer of ${type}: ${count(used)} of ${count(counts.length)} occur.`}
      spans={spans}
      sorted={false}
      first={qmin}
      unit="Integer"
      counts
      height={180}
      describe={(i) => [`${count(counts[i] ?? 0)} weights`]}
    />
  );
}
