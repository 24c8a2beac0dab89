import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { isFresh, useFlow } from "../../../state/flow.tsx";
import { useMeasurement, useVariantName } from "../../../state/measurement.tsx";
import { useStudio } from "../../../state/store.ts";
import { useStop } from "../../../state/use-stop.ts";
import { count } from "../../parts/format.ts";
import { wordFor } from "../../parts/sample-word.ts";
import { useMissing } from "./Missing.tsx";

/** The one button: it says what it will do, and while it does it, stops. */
export function QuantizeButton() {
  const { model, calibration, validation, baseline, prepare, calibrate, quantize, evaluate, suspicious } = useFlow();
  const { state } = useMeasurement();
  const start = useStudio((s) => s.quantize);
  const trusted = useStudio((s) => s.trusted);
  const missing = useMissing();
  const name = useVariantName();
  const stop = useStop();
  const wanted = useStudio((s) => s.run);
  const opening = wanted && (model.isFetching || calibration.isFetching || validation.isFetching);
  const busy = opening || [baseline, prepare, calibrate, quantize, evaluate].some((q) => q.isFetching);
  if (busy) {
    return (
      <Button
        className="quantize"
        size="md"
        variant="default"
        leftSection={<IconPlayerStopFilled size={16} />}
        onClick={stop}
      >
        Stop
      </Button>
    );
  }
  const quantized = isFresh(quantize);
  const samples = validation.data?.samples.length;
  const done = quantized && (state === "fresh" || samples === undefined);
  const note = done
    ? "Up to date"
    : quantized
      ? `on ${count(samples ?? 0)} ${wordFor(validation.data)}`
      : samples === undefined
        ? "without validation"
        : "and measure";
  return (
    <Button
      className="quantize"
      size="md"
      leftSection={<IconPlayerPlayFilled size={16} />}
      disabled={missing !== null || done || (suspicious && !trusted)}
      onClick={start}
    >
      <span className="quantize-label">
        {quantized && !done ? `Measure ${name.title}` : "Quantize"}
        <span>{note}</span>
      </span>
    </Button>
  );
}
