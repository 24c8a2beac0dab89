import { Button } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { isFresh, useFlow, useJob } from "../../../state/flow.tsx";
import { type GateState, useGates } from "../../../state/judgement/use-gates.ts";
import { useMeasurement, useVariantName } from "../../../state/measurement.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import type { Precision } from "../../../core/precision.ts";
import type { ExportResult } from "../../../jobs/protocol.ts";
import { type DownloadFile, Downloads } from "../../parts/Downloads.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { GateNotice } from "./GateNotice.tsx";
import { describeRecipe } from "./describe-recipe.ts";
import { fileNames } from "./file-names.ts";

/** The exact bytes are opened and run again before any download is offered. */
export function ExportPanel() {
  const { quantize, model } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const start = useStudio((s) => s.exportVariant);
  const gates = useGates();
  const exported = useExport(gates);
  const { state } = useMeasurement();
  const variant = isFresh(quantize) ? (quantize.data?.variant ?? null) : null;
  return (
    <Panel title="Export" note={describeRecipe(recipe)}>
      <div className="stack">
        <GateNotice {...gates} />
        {exported.isError && <ErrorCard error={exported.error} onRetry={() => void exported.refetch()} />}
        {exported.isFetching && <Running jobs={["export"]} label="Checking the export" />}
        {exported.data && gates.isOpen ? (
          <Files result={exported.data} model={model.data?.card.file ?? "model.onnx"} />
        ) : (
          !exported.isFetching && (
            <div className="spread">
              <p className="flat muted">
                The quantized file is opened anew, run, and compared with what was measured. Then it is yours.
              </p>
              <Button
                size="sm"
                leftSection={<IconShieldCheck size={16} />}
                disabled={variant === null || state === "live" || !gates.isOpen}
                onClick={() => variant !== null && start(variant)}
              >
                Check and export
              </Button>
            </div>
          )
        )}
      </div>
    </Panel>
  );
}

/** The export of the present variant, with its measurement if it has one. */
function useExport({ isOpen }: GateState) {
  const { quantize, inputs, validation, baseline, evaluate } = useFlow();
  const { comparison, state } = useMeasurement();
  const recipe = useStudio((s) => s.recipe);
  const wanted = useStudio((s) => s.exporting);
  const gates = useStudio((s) => s.gates);
  const overruled = useStudio((s) => s.overruled);
  const task = useStudio((s) => s.task);
  const report = isFresh(quantize) ? quantize.data : undefined;
  const measured = state === "fresh" ? (evaluate.data ?? null) : null;
  const job = useMemo(() => {
    if (!report || !inputs) return null;
    return jobs.export({
      variant: report.variant,
      inputs,
      recipe,
      validation: measured && validation.data ? validation.data.hash : null,
      base: measured && baseline.data ? baseline.data : null,
      measured,
      comparison: measured ? comparison : null,
      ...(gates.length > 0 && {
        gates: { samples: gates, validation: validation.data?.hash ?? null, overruled, ...(task && { task }) },
      }),
    });
  }, [report, inputs, recipe, measured, validation.data, baseline.data, comparison, gates, overruled, task]);
  return useJob(job, { enabled: report !== undefined && wanted === report.variant && state !== "live" && isOpen });
}

interface FilesProps {
  readonly result: ExportResult;
  readonly model: string;
}

/** 8-bit Q/DQ is as old as opset 10; younger operators need what the check ran on, or newer. */
const EVERYWHERE: readonly (Precision | null)[] = ["INT8", "W8"];

function Files({ result, model }: FilesProps) {
  const name = useVariantName();
  const names = fileNames(model, name);
  const loads = EVERYWHERE.includes(name.precision)
    ? "Loads in ONNX Runtime 1.10 or newer."
    : "Older runtimes than the one named above may not load it.";
  const files: readonly DownloadFile[] = [
    { name: names.onnx, blob: result.onnx, what: `The quantized model, ${name.title}. ${loads}` },
    {
      name: names.recipe,
      blob: result.recipe,
      what: "Every choice, with hashes of model and data: the command line makes the same bytes from it.",
    },
    { name: names.report, blob: result.report, what: "Every number on these pages, per layer and per segment." },
  ];
  const { samples, difference, runtime } = result.check;
  return (
    <>
      <p className="flat checked" role="status">
        <IconShieldCheck size={18} aria-hidden />
        <span>
          Checked: the file was opened and run on {count(samples)} samples in {runtime}; the largest difference to what
          was measured is {difference}.
        </span>
      </p>
      <Downloads files={files} />
    </>
  );
}
