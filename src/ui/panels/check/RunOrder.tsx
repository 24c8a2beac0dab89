import "../../styles/timing.css";
import { Switch } from "@mantine/core";
import { useStudio } from "../../../state/store.ts";
import { Help } from "../../parts/Help.tsx";

const LABEL = "Next run: worst segment first";
const MEANING =
  "Runs the segments first that lost most in the last measurement. What is shown before the run is done is then of these segments; the finished numbers are the same.";

/** Which samples the next measurement runs first. */
export function RunOrder() {
  const worstFirst = useStudio((s) => s.worstFirst);
  const choose = useStudio((s) => s.setWorstFirst);
  return (
    <span className="run-order">
      <Switch
        size="xs"
        aria-label={LABEL}
        checked={worstFirst}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      <Help text={MEANING}>{LABEL}</Help>
    </span>
  );
}
