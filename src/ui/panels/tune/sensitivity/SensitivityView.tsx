import "../../../styles/sensitivity.css";
import { Button } from "@mantine/core";
import { IconActivityHeartbeat } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { PinPrecision } from "../../../../core/recipe.ts";
import { bestRepair } from "../../../../core/sensitivity/expected.ts";
import { useOutlook, useSensitivity } from "../../../../state/sensitivity/study.tsx";
import { Empty } from "../../../parts/Empty.tsx";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import { Running } from "../../../parts/Running.tsx";
import type { TuneViewProps } from "../views.ts";
import { Plots } from "./Plots.tsx";
import { SensitivityTable } from "./SensitivityTable.tsx";
import { ASKED_PRECISIONS, StudyBar, StudyImages } from "./StudyBar.tsx";
import { Verdict } from "./Verdict.tsx";

/** Which layers hurt the answer, where the signal is lost, and what pins would bring. */
export function SensitivityView({ report }: TuneViewProps) {
  const { study, stale, running, error, start } = useSensitivity();
  const outlook = useOutlook();
  const [chosen, choose] = useState<PinPrecision | null>(null);
  const asked = useMemo(
    () => chosen ?? (outlook ? bestRepair(outlook, ASKED_PRECISIONS) : "float32"),
    [chosen, outlook],
  );
  const failed = error !== null && (
    <div className="tune-notice">
      <ErrorCard error={error} {...(start && { onRetry: start })} />
    </div>
  );
  if (study === null) {
    if (running) return <Running jobs={["sensitivity"]} label="Finding which layers hurt" />;
    return (
      <>
        {failed}
        <Empty
          icon={<IconActivityHeartbeat size={28} stroke={1.5} />}
          title="Which layers hurt the answer?"
          action={
            <div className="row">
              <Button disabled={start === null} onClick={() => start?.()}>
                Find which layers hurt
              </Button>
              <StudyImages />
            </div>
          }
        >
          A few calibration samples run forward and backward: gradients at the output tell what the rounding of every
          layer costs there, for all precisions at once. The worst layers are then checked by real runs.
        </Empty>
      </>
    );
  }
  return (
    <div className="sensitivity">
      <StudyBar precision={asked} onPrecision={choose} />
      {running && <Running jobs={["sensitivity"]} label="Finding which layers hurt" />}
      {failed}
      <div className={stale || running ? "sensitivity-body stale" : "sensitivity-body"}>
        <Verdict study={study} layers={report.layers.length} outlook={outlook} />
        <Plots rows={report.layers} report={study.report} outlook={outlook} precision={asked} bytes={report.bytes} />
        <SensitivityTable report={study.report} outlook={outlook} precision={asked} />
      </div>
    </div>
  );
}
