import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { percent } from "../../parts/format.ts";

/** FP32 near chance: said before anything else runs, because nothing after it would mean anything. */
export function BaselineGate() {
  const { suspicious, baselineScores, baseline } = useFlow();
  const trusted = useStudio((s) => s.trusted);
  const trust = useStudio((s) => s.trustBaseline);
  const goTo = useStudio((s) => s.goTo);
  const place = useStudio((s) => s.place);
  const top1 = baselineScores?.top1;
  if (!suspicious || !top1) return null;
  const classes = baseline.data?.results[0]?.output.length ?? 0;
  return (
    <div className="gate">
      <div className="notice" data-level="warn" role="alert">
        <IconAlertTriangle size={18} aria-hidden />
        <div className="notice-body">
          <p className="notice-what">
            FP32 gets {percent(top1.value)} right: hardly better than guessing among {classes} classes.
          </p>
          <p>The preprocessing is probably wrong, or the labels belong to another model.</p>
          <p>
            {trusted
              ? "You chose to go on; INT8 is compared with this baseline."
              : "Quantization waits. Check size, colour order, mean and std, then measure again."}
          </p>
          {!trusted && (
            <div className="row">
              {place !== "data" && <Button onClick={() => goTo("data")}>Check the preprocessing</Button>}
              <Button variant="default" onClick={trust}>
                Go on all the same
              </Button>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
