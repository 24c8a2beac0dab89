import { Button } from "@mantine/core";
import { useState } from "react";
import type { LeftOut } from "../../../core/saturation/find-layers.ts";
import type { LayerSaturation, SaturationReport } from "../../../core/saturation/report.ts";
import { isFresh, useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { decibel, NOT_MEASURED, percent, share } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";

/** What S8 weights cost on x86 without VNNI, where sums of products saturate. Only for variants that can. */
export function SaturationPanel() {
  const { quantize, inputs, validation } = useFlow();
  const [asked, setAsked] = useState<string | null>(null);
  const report = isFresh(quantize) ? quantize.data : undefined;
  const data = validation.data?.hash ?? inputs?.calibration;
  const job = report && inputs && data ? jobs.saturation(inputs, report.recipe, report.variant, data) : null;
  const simulation = useJob(job, { enabled: asked !== null && asked === report?.variant });
  if (job === null || report === undefined || !canSaturate(report.recipe)) return null;
  const { error, isFetching } = simulation;
  const start = () => (asked === report.variant ? void simulation.refetch() : setAsked(report.variant));
  return (
    <Panel
      title="x86 without VNNI"
      note="older Intel and AMD processors add products of U8 and S8 in pairs that saturate at 16 bits"
      actions={
        !isFetching &&
        !simulation.data && (
          <Button variant="default" onClick={start}>
            Simulate x86 without VNNI
          </Button>
        )
      }
    >
      {error && <ErrorCard error={error} onRetry={start} />}
      {isFetching && <Running jobs={["saturation"]} label="Simulating x86 without VNNI" />}
      {simulation.data && <Findings report={simulation.data} />}
      {!error && !isFetching && !simulation.data && (
        <p className="muted flat">The numbers above hold for VNNI, ARM and the browser. Eight samples tell the rest.</p>
      )}
    </Panel>
  );
}

function canSaturate({ scheme, weights }: ReturnType<typeof useStudio.getState>["recipe"]): boolean {
  return scheme === "static" && weights.type === "int8" && !weights.reduceRange;
}

function Findings({ report }: { readonly report: SaturationReport }) {
  const { layers, left, samples, agreement, sqnr, remedy } = report;
  const hit = layers.filter((layer) => layer.share > 0).toSorted((a, b) => (a.sqnr ?? 1e9) - (b.sqnr ?? 1e9));
  if (hit.length === 0) {
    return (
      <div className="stack">
        <p className="flat">
          {left.length === 0
            ? `Nothing saturates on ${samples} samples: the answers are the same on every processor.`
            : `No simulated layer saturates on ${samples} samples.`}
        </p>
        <LeftOutList left={left} />
      </div>
    );
  }
  return (
    <div className="stack">
      <p className="flat">
        Over {samples} samples the output has <strong>{sqnr === null ? "no error" : `${decibel(sqnr)} SQNR`}</strong>{" "}
        against other processors
        {agreement !== null && (
          <>
            , and the answer is the same for <strong>{percent(100 * agreement)}</strong>
          </>
        )}
        . {hit.length} of {layers.length} layers at risk saturate.
      </p>
      <LayerList layers={hit} />
      <LeftOutList left={left} />
      {remedy !== null && <p className="flat">{remedy}</p>}
    </div>
  );
}

/** What the numbers do not cover. */
function LeftOutList({ left }: { readonly left: readonly LeftOut[] }) {
  if (left.length === 0) return null;
  return (
    <details>
      <summary>
        {left.length === 1 ? "1 layer that may saturate is" : `${left.length} layers that may saturate are`} not
        simulated
      </summary>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Op</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {left.map(({ node, op, reason }) => (
            <tr key={node}>
              <th scope="row">
                <Name text={node} />
              </th>
              <td>{op}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Most damaged first. */
function LayerList({ layers }: { readonly layers: readonly LayerSaturation[] }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Layer</th>
          <th scope="col">Op</th>
          <NumberHead>Pairs saturated</NumberHead>
          <NumberHead>SQNR of its result</NumberHead>
        </tr>
      </thead>
      <tbody>
        {layers.map(({ node, op, share: saturated, sqnr }) => (
          <tr key={node}>
            <th scope="row">
              <Name text={node} />
            </th>
            <td>{op}</td>
            <td className="number">{share(saturated)}</td>
            <td className="number">{sqnr === null ? NOT_MEASURED : decibel(sqnr)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
