import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { sqnrOf } from "../../../core/sensitivity/expected.ts";
import type { LayerError } from "../../../jobs/protocol.ts";
import { isFresh, useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count, percent } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { Running } from "../../parts/Running.tsx";

export interface SampleLayersProps {
  /** Hash of the data set. */
  readonly data: string;
  readonly sample: string;
  readonly name: VariantName;
}

/** Layers that are listed: the rest hardly matters for a sample. */
const SHOWN = 10;

/** Which layers hurt this sample: worked out when it is asked for, since it takes some runs. */
export function SampleLayers({ data, sample, name }: SampleLayersProps) {
  const { inputs, quantize } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const [wanted, want] = useState<string | null>(null);
  const ready = inputs !== null && isFresh(quantize);
  const job = ready ? jobs.sampleLayers(inputs, recipe, data, sample) : null;
  const layers = useJob(job, { enabled: wanted === sample });
  return (
    <section className="stack" aria-label="Layers that hurt this sample">
      {layers.data ? (
        <Layers layers={layers.data} name={name} />
      ) : layers.isFetching ? (
        <Running jobs={["sampleLayers"]} label="Finding the layers that hurt this sample" />
      ) : (
        <div>
          <Button
            variant="default"
            disabled={!ready}
            leftSection={<IconStack2 size={15} />}
            title="The error that each layer makes at the output, for this sample alone"
            onClick={() => {
              if (wanted === sample) void layers.refetch();
              want(sample);
            }}
          >
            Which layers hurt this sample
          </Button>
        </div>
      )}
      {layers.isError && <ErrorCard error={layers.error} onRetry={() => void layers.refetch()} />}
    </section>
  );
}

function Layers({ layers, name }: { readonly layers: readonly LayerError[]; readonly name: VariantName }) {
  const select = useStudio((s) => s.selectLayer);
  const show = useStudio((s) => s.showTune);
  const total = layers.reduce((sum, { error }) => sum + error, 0);
  if (total === 0)
    return <p className="flat muted">{name.title} answers this sample like FP32: no layer adds an error.</p>;
  const most = Math.max(...layers.map(({ error }) => error));
  const shown = layers.slice(0, SHOWN).filter(({ error }) => error > 0);
  const rest = layers.slice(shown.length).reduce((sum, { error }) => sum + error, 0);
  return (
    <>
      <div className="section-head">
        <h3>Layers that hurt this sample</h3>
        <span className="muted small" title="Signal to noise at the output, if the errors of all layers add up">
          all {decibels(total)}
        </span>
      </div>
      <ol className="sample-layers">
        {shown.map(({ name: layer, error, own }) => (
          <li key={layer}>
            <button
              type="button"
              title={`Own error at the layer ${decibels(own)}. Opens the layer in Tune.`}
              onClick={() => {
                select(layer);
                show("layers");
              }}
            >
              <Name text={layer} tail={20} />
              <span className="track" aria-hidden>
                <i style={{ width: `${(100 * error) / most}%` }} />
              </span>
              <span className="number">{percent((100 * error) / total, 0)}</span>
              <span className="number muted">{decibels(error)}</span>
            </button>
          </li>
        ))}
      </ol>
      {rest > 0 && (
        <p className="flat muted">
          {count(layers.length - shown.length)} more layers together {percent((100 * rest) / total, 0)}.
        </p>
      )}
    </>
  );
}

/** Of a relative error energy. */
function decibels(error: number): string {
  return error > 0 ? `${sqnrOf(error).toFixed(1)}\u202fdB` : "no error";
}
