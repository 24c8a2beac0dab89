import type { ModelCard } from "../../../core/model-card.ts";
import { BarList } from "../../parts/BarList.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

export function OperatorsPanel({ card }: { readonly card: ModelCard }) {
  const items = card.ops
    .toSorted((a, b) => b.count - a.count)
    .map(({ op, count: n }) => ({ label: op, value: n, text: count(n) }));
  return (
    <Panel title="Operators" note={`${items.length} kinds`}>
      <BarList items={items} />
    </Panel>
  );
}
