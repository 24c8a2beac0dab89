import { Button } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import type { Check } from "../../../core/evaluate/paired/checks.ts";
import { useStudio } from "../../../state/store.ts";
import { Panel } from "../../parts/Panel.tsx";

/** Makes the selected sample one that must stay right: nothing is exported while it fails. */
export function GateButton({ sample }: { readonly sample: string }) {
  const isGate = useStudio((s) => s.gates.includes(sample));
  const toggle = useStudio((s) => s.toggleGate);
  return (
    <Button
      variant="default"
      aria-pressed={isGate}
      leftSection={isGate ? <IconLock size={15} /> : <IconLockOpen size={15} />}
      title="No export while a locked sample is answered wrong, unless overruled in writing"
      onClick={() => toggle(sample)}
    >
      {isGate ? "Locked as a gate" : "Lock as a gate"}
    </Button>
  );
}

/** Every locked sample and whether it holds. */
export function GatesPanel({ gates }: { readonly gates: readonly Check[] }) {
  const select = useStudio((s) => s.selectSample);
  const toggle = useStudio((s) => s.toggleGate);
  if (gates.length === 0) return null;
  const failing = gates.filter(({ met }) => !met).length;
  return (
    <Panel
      title="Gates"
      note={failing === 0 ? "all hold" : `${failing} of ${gates.length} fail: no export until they hold`}
    >
      <ul className="gates">
        {gates.map(({ name, met, text }) => (
          <li key={name}>
            <span className="chip" data-level={met ? "good" : "bad"}>
              {met ? "holds" : "fails"}
            </span>
            <button type="button" className="link cut" onClick={() => select(name)}>
              {name}
            </button>
            <span className="muted grow">{text}</span>
            <button type="button" className="link" aria-label={`Unlock ${name}`} onClick={() => toggle(name)}>
              Unlock
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
