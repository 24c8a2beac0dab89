import { useMemo } from "react";
import { capital } from "../../../../core/capital.ts";
import { TOP1 } from "../../../../core/evaluate/main-score.ts";
import { bestOf, paretoFront, type Trial } from "../../../../core/search/trial.ts";
import type { Search } from "../../../../state/slices/search.ts";
import { bytes, NOT_MEASURED } from "../../../parts/format.ts";
import { useVirtualRows } from "../../../parts/use-virtual-rows.ts";
import { UseTrial } from "./SearchStatus.tsx";
import { costText, outcomeText, scoreOf } from "./outcome.ts";

const ROW = 34;

/** Every model that was tried, the last one first: a ranking proposed it, the measurement says what it was worth. */
export function TrialTable({ search: { trials, setting } }: { readonly search: Search }) {
  const { scroll, virtual } = useVirtualRows(trials.length, ROW, 6);
  const best = useMemo(() => bestOf(trials, setting.goal), [trials, setting]);
  const front = useMemo(() => new Set(paretoFront(trials, setting.goal)), [trials, setting]);
  const hasCosts = (setting.goal.devices ?? []).length > 0;
  const title = trials.map(scoreOf).find((score) => score !== null)?.title ?? TOP1.title;
  const heads = ["#", "Size", ...(hasCosts ? ["Cost, estimate"] : []), capital(title)];
  return (
    <div
      className="trials"
      data-costs={hasCosts || undefined}
      role="grid"
      aria-label="Models that were tried"
      aria-rowcount={trials.length + 1}
    >
      <div className="trial-head" role="row">
        {[...heads, "Agreement", "SQNR", "Result", "What was tried", ""].map((head) => (
          <span key={head} role="columnheader">
            {head}
          </span>
        ))}
      </div>
      <div ref={scroll} className="trial-scroll" role="rowgroup" tabIndex={0} aria-label="Models that were tried">
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const at = trials.length - 1 - index;
            const trial = trials[at];
            return (
              trial && (
                <div key={trial.id} className="trial" role="row" style={{ top: start }} data-best={trial === best}>
                  <Cells
                    trial={trial}
                    at={at}
                    cost={hasCosts ? costText(trial, setting.goal) : null}
                    note={trial === best ? "best" : front.has(trial) ? "on the front" : ""}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface CellsProps {
  readonly trial: Trial;
  readonly at: number;
  /** On the devices of the goal; null where it names none. */
  readonly cost: string | null;
  readonly note: string;
}

function Cells({ trial, at, cost, note }: CellsProps) {
  const { agreement, sqnr } = trial;
  return (
    <>
      <span role="gridcell">{at + 1}</span>
      <span role="gridcell">{trial.bytes > 0 ? bytes(trial.bytes) : NOT_MEASURED}</span>
      {cost !== null && (
        <span role="gridcell" className="cut" title={cost}>
          {cost === "" ? NOT_MEASURED : cost}
        </span>
      )}
      <span role="gridcell">{scoreOf(trial)?.text ?? NOT_MEASURED}</span>
      <span role="gridcell">{agreement ? `${agreement.value.toFixed(1)} %` : NOT_MEASURED}</span>
      <span role="gridcell">{sqnr ? `${sqnr.value.toFixed(1)} dB` : NOT_MEASURED}</span>
      <span role="gridcell" className="cut" data-level={trial.passes ? "good" : "bad"} title={outcomeText(trial)}>
        {outcomeText(trial)}
        {note !== "" && <span className="muted"> · {note}</span>}
      </span>
      <span role="gridcell" className="cut muted" title={trial.why}>
        {trial.why}
      </span>
      <span role="gridcell">{trial.outcome === "measured" && <UseTrial trial={trial} />}</span>
    </>
  );
}
