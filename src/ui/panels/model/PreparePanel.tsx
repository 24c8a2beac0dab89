import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count, sig } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";

/** What was simplified before quantization, and the proof that FP32 still answers the same. */
export function PreparePanel() {
  const { prepare } = useFlow();
  const goTo = useStudio((s) => s.goTo);
  return (
    <Panel title="Preparation">
      {prepare.isError ? (
        <ErrorCard error={prepare.error} onRetry={() => void prepare.refetch()} />
      ) : prepare.isFetching ? (
        <Running jobs={["prepare"]} label="Preparing the model" />
      ) : prepare.data ? (
        <Prepared report={prepare.data} />
      ) : (
        <p className="flat muted">
          Before quantizing, constants and BatchNorm are folded and the opset is raised, and the FP32 outputs are
          compared. This runs with{" "}
          <button type="button" className="link" onClick={() => goTo("tune")}>
            Quantize
          </button>
          .
        </p>
      )}
    </Panel>
  );
}

function Prepared({ report }: { readonly report: NonNullable<ReturnType<typeof useFlow>["prepare"]["data"]> }) {
  const { passes, opset, nodes, difference, magnitude, samples } = report;
  return (
    <dl className="facts">
      {passes.map(({ id, title, nodes: n }) => (
        <PassRow key={id} title={title} nodes={n} />
      ))}
      <dt>Opset</dt>
      <dd>{opset.from === opset.to ? opset.to : `${opset.from} → ${opset.to}`}</dd>
      <dt>Nodes</dt>
      <dd>{`${count(nodes.from)} → ${count(nodes.to)}`}</dd>
      <dt>FP32 outputs</dt>
      <dd>
        differ by at most {sig(difference, 2)} (largest output {sig(magnitude)}) on {count(samples)} samples
      </dd>
    </dl>
  );
}

function PassRow({ title, nodes }: { readonly title: string; readonly nodes: number }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{nodes === 1 ? "1 node" : `${count(nodes)} nodes`}</dd>
    </>
  );
}
