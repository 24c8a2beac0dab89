import "@xyflow/react/dist/base.css";
import "../../../styles/graph.css";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import type { TuneViewProps } from "../views.ts";
import { GraphWorkbench } from "./GraphWorkbench.tsx";

/** The network drawn, for the result on screen. */
export function GraphPanel({ report }: TuneViewProps) {
  const { inputs, quantize } = useFlow();
  const ready = inputs !== null && !quantize.isPlaceholderData;
  const view = useJob(ready ? jobs.graphView(inputs, report.recipe) : null, { keep: true });
  if (view.isError) {
    return (
      <div className="tune-notice">
        <ErrorCard error={view.error} onRetry={() => void view.refetch()} />
      </div>
    );
  }
  if (view.data === undefined || inputs === null) {
    return <div className="graph-wait" role="status" aria-label="Reading the network" />;
  }
  return <GraphWorkbench view={view.data} report={report} model={inputs.model} />;
}
