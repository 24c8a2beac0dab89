import type { LayerRow, TensorView } from "../../../jobs/protocol.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { ChannelRanges } from "../../charts/ChannelRanges.tsx";
import { Histogram } from "../../charts/Histogram.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count, decibel, NOT_MEASURED, sig } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { Name } from "../../parts/Name.tsx";
import { Methods } from "./Methods.tsx";
import { Owners } from "./Owners.tsx";

/** The values of the selected layer's activation or weight, and the range chosen for them. */
export function TensorPanel({ layer }: { readonly layer: LayerRow }) {
  const { inputs, calibrate, calibrates, quantize, awake } = useFlow();
  const running = useStudio((s) => s.run);
  const chosen = useStudio((s) => s.tensorKind);
  const kind = layer.weight === null ? "activation" : chosen;
  const name = kind === "weight" ? layer.weight : layer.activation;
  const recipe = useStudio((s) => s.recipe);
  // Weights are there without calibration.
  const seen = kind === "weight" ? awake || running : calibrate.isSuccess;
  const ready = inputs && name !== null && seen && quantize.data;
  const tensor = useJob(ready ? jobs.tensor(inputs, recipe, name, kind) : null, { keep: true });
  if (!ready && !awake && !running) return null; // Asleep, and told so above the layers.
  if (!ready && !calibrates && quantize.data) return <NotObserved />;
  if (tensor.isError) return <ErrorCard error={tensor.error} onRetry={() => void tensor.refetch()} />;
  if (!tensor.data) return <div className="tensor-wait" role="status" aria-label="Reading the tensor" />;
  return (
    <div className={tensor.isPlaceholderData ? "stack waiting" : "stack"}>
      <Tensor view={tensor.data} />
    </div>
  );
}

function NotObserved() {
  return (
    <p className="flat muted">
      Nothing was observed: this recipe needs no calibration. Values are shown once a scheme with calibrated ranges was
      run on calibration samples.
    </p>
  );
}

function Tensor({ view }: { readonly view: TensorView }) {
  return (
    <>
      <Histogram
        title={view.kind === "weight" ? "How do the weights spread?" : "How do the values spread?"}
        name={view.name}
        tensor={view}
      />
      <TensorFacts view={view} />
      {view.methods.length > 0 && <Methods view={view} />}
      {view.owners && <Owners owners={view.owners} view={view} />}
      {view.channels.length > 1 && <ChannelRanges name={view.name} channels={view.channels} />}
    </>
  );
}

function TensorFacts({ view: { name, min, max, count: n, range, scale, zero, sqnr } }: { readonly view: TensorView }) {
  return (
    <dl className="facts">
      <dt>Tensor</dt>
      <dd>
        <Name text={name} />
      </dd>
      <dt>Values</dt>
      <dd>
        {count(n)}, {sig(min)} to {sig(max)}
      </dd>
      <dt>
        <Help text={GLOSSARY.range}>Range</Help>
      </dt>
      <dd>{range ? `${sig(range.lo)} to ${sig(range.hi)}` : NOT_MEASURED}</dd>
      <dt>Scale, zero point</dt>
      <dd>{scale === null ? NOT_MEASURED : `${sig(scale)}, ${zero ?? 0}`}</dd>
      <dt>SQNR</dt>
      <dd>{sqnr === null ? NOT_MEASURED : decibel(sqnr)}</dd>
    </dl>
  );
}
