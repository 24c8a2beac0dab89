import { Button } from "@mantine/core";
import { useState } from "react";
import type { TensorDrift } from "../../../../core/calibrate/drift.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { useStudio } from "../../../../state/store.ts";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import { count, percent, share, sig } from "../../../parts/format.ts";
import { GLOSSARY } from "../../../parts/glossary.ts";
import { Help } from "../../../parts/Help.tsx";
import { Panel } from "../../../parts/Panel.tsx";
import { Running } from "../../../parts/Running.tsx";
import { NumberHead } from "../../../parts/NumberHead.tsx";
import { TensorLink } from "./TensorLink.tsx";

const SHOWN = 10;

export interface DriftPanelProps {
  /** Shows the values of a layer. */
  readonly onOpen: (layer: string) => void;
}

/** Whether validation samples look like those of calibration to each layer. They are run for it, so only when asked. */
export function DriftPanel({ onOpen }: DriftPanelProps) {
  const { inputs, validation } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const [wanted, want] = useState(false);
  const data = validation.data;
  const drift = useJob(inputs && data ? jobs.drift(inputs, recipe, data.hash) : null, { enabled: wanted });
  const stopped = drift.isError && drift.error.name === "AbortError";
  return (
    <Panel
      title="Drift against validation"
      {...(drift.data && {
        note: `${count(drift.data.samples)} of ${count(drift.data.of)} validation samples observed`,
      })}
    >
      {drift.data ? (
        <DriftTable tensors={drift.data.tensors} onOpen={onOpen} />
      ) : drift.isFetching ? (
        <Running jobs={["drift"]} label="Observing validation samples" />
      ) : drift.isError && !stopped ? (
        <ErrorCard error={drift.error} onRetry={() => void drift.refetch()} />
      ) : data === undefined ? (
        <p className="flat muted">There are no validation samples to compare with.</p>
      ) : (
        <div className="stack">
          <p className="flat muted">
            Runs up to 32 validation samples through the float model and compares what each layer answers with what
            calibration saw.
          </p>
          <div className="row">
            <Button
              variant="default"
              size="compact-sm"
              disabled={inputs === null}
              onClick={() => (wanted ? void drift.refetch() : want(true))}
            >
              Compare with validation
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}

interface DriftTableProps extends DriftPanelProps {
  readonly tensors: readonly TensorDrift[];
}

function DriftTable({ tensors, onOpen }: DriftTableProps) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Output of</th>
          <NumberHead>
            <Help text={GLOSSARY.drift}>Distance</Help>
          </NumberHead>
          <NumberHead>Beyond</NumberHead>
          <NumberHead>Reach</NumberHead>
        </tr>
      </thead>
      <tbody>
        {tensors.slice(0, SHOWN).map(({ value, distance, outside, reach }) => (
          <tr key={value}>
            <th scope="row" className="name-cell">
              <TensorLink value={value} onOpen={onOpen} />
            </th>
            <td className="number">{percent(100 * distance)}</td>
            <td className="number" title="Share of the validation values beyond all that calibration saw">
              {share(outside)}
            </td>
            <td className="number" title="Width of what validation reaches over the width of what calibration saw">
              {sig(reach, 2)} ×
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
