/** @file What each side of the drawing knows of its layers: the present result, and what it is compared with. */
import { useMemo } from "react";
import type { Carried, GraphView } from "../../../../core/graph/view.ts";
import type { QuantizeReport } from "../../../../jobs/protocol.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { useFates } from "../use-fates.ts";
import { type Colouring, COLOURINGS, type LayerFacts, offered } from "./colourings.ts";
import type { Side } from "./drawing.ts";
import { useGraphChoices } from "./graph-store.ts";
import type { Legend } from "./painter.ts";
import { type Compared, factsOf, useCarried } from "./use-compared.ts";
import { useImpacts } from "./use-impacts.ts";

const AS_SHOWN: ReadonlyMap<string, Carried> = new Map();

export interface Sides {
  /** The present result first; a second where something is compared. */
  readonly sides: readonly Side[];
  readonly colouring: Colouring;
  /** Those that can be chosen. */
  readonly colourings: readonly Colouring[];
  /** Of both sides, which share a scale. */
  readonly legend: Legend;
  /** What the legend is headed with. */
  readonly title: string;
}

export function useSides(report: QuantizeReport, compared: Compared | null, view: GraphView): Sides {
  const fates = useFates();
  const { byLayer: impacts, stale } = useImpacts();
  const otherFates = useOtherFates(compared);
  const carried = useCarried(compared, view);
  const chosen = useGraphChoices((s) => s.colouring);
  const colourings = offered(impacts);
  const colouring = colourings.find(({ id }) => id === chosen) ?? (COLOURINGS[0] as Colouring);
  const own = useMemo(
    () =>
      new Map(
        report.layers.map((row): [string, LayerFacts] => [
          row.name,
          { row, fate: fates?.get(row.name) ?? null, impact: impacts?.get(row.name) ?? null },
        ]),
      ),
    [report, fates, impacts],
  );
  const other = useMemo(
    () => (compared === null ? null : factsOf(report.layers, compared, otherFates)),
    [report, compared, otherFates],
  );
  const { sides, legend } = useMemo(() => {
    const all = [...own.values(), ...(other?.values() ?? [])];
    const painter = colouring.painter(all);
    const first: Side = { facts: own, painter, carried: AS_SHOWN };
    const second = other === null ? [] : [{ facts: other, painter, carried }];
    return { sides: [first, ...second], legend: painter.legend(all) };
  }, [own, other, colouring, carried]);
  const title = colouring.id === "sensitivity" && stale ? "Sensitivity of an earlier recipe" : colouring.title;
  return { sides, colouring, colourings, legend, title };
}

/** How the layers of the other side run; null for the network before it was quantized, and until it is known. */
function useOtherFates(compared: Compared | null) {
  const { inputs } = useFlow();
  const report = compared?.report ?? null;
  return useJob(inputs && report ? jobs.fusion(inputs, report.recipe, report) : null).data ?? null;
}
