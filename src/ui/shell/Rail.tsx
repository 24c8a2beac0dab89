import { IconAdjustmentsHorizontal, IconBox, IconChecklist, IconPackageExport, IconPhoto } from "@tabler/icons-react";
import { isFresh, useFlow } from "../../state/flow.tsx";
import { useMeasurement } from "../../state/measurement.tsx";
import { PLACES, type Place } from "../../state/slices/view.ts";
import { useStudio } from "../../state/store.ts";

const LABELS = {
  model: ["Model", IconBox],
  data: ["Data", IconPhoto],
  tune: ["Tune", IconAdjustmentsHorizontal],
  check: ["Check", IconChecklist],
  ship: ["Ship", IconPackageExport],
} as const satisfies Record<Place, readonly [string, typeof IconBox]>;

/** The five places, in the order of a first visit; any order works. */
export function Rail() {
  const place = useStudio((s) => s.place);
  const goTo = useStudio((s) => s.goTo);
  const marks = useMarks();
  return (
    <nav className="rail" aria-label="Places">
      {PLACES.map((id, i) => {
        const [label, Icon] = LABELS[id];
        const mark = marks[id];
        return (
          <button
            key={id}
            type="button"
            aria-current={id === place ? "page" : undefined}
            title={`${label} (${i + 1})`}
            onClick={() => goTo(id)}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span>{label}</span>
            {mark && <i className="rail-mark" data-mark={mark} aria-label={mark} />}
          </button>
        );
      })}
    </nav>
  );
}

type Mark = "failed" | "attention" | "done" | undefined;

/** A dot where something waits or is finished; the place itself says what. */
function useMarks(): Readonly<Record<Place, Mark>> {
  const { model, calibration, validation, baseline, suspicious, quantize, prepare, calibrate, calibrates, evaluate } =
    useFlow();
  const { state } = useMeasurement();
  const failed = (...queries: readonly { isError: boolean }[]) => queries.some((q) => q.isError);
  const when = (bad: boolean, attention: boolean, done: boolean): Mark =>
    bad ? "failed" : attention ? "attention" : done ? "done" : undefined;
  const hasData = calibration.isSuccess && validation.isSuccess;
  return {
    model: when(failed(model), false, model.isSuccess),
    data: when(failed(calibration, validation, baseline), suspicious, hasData),
    tune: when(failed(prepare, quantize) || (calibrates && calibrate.isError), false, isFresh(quantize)),
    check: when(failed(evaluate), state === "stale", state === "fresh"),
    ship: undefined,
  };
}
