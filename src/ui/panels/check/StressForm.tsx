import { Button, NativeSelect } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { STRESS_SAMPLES } from "../../../state/slices/stress.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStress } from "../../../state/stress/run.tsx";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";

/** Which changes, on how many samples, and what that comes to. */
export function StressForm({ word }: { readonly word: string }) {
  const { offered, running, start, report, goesOn } = useStress();
  const { validation } = useFlow();
  const left = useStudio((s) => s.stressLeft);
  const toggle = useStudio((s) => s.toggleCorruption);
  const samples = useStudio((s) => s.stressSamples);
  const choose = useStudio((s) => s.chooseStressSamples);
  const all = validation.data?.samples.length ?? 0;
  const used = offered.filter(({ id }) => !left.includes(id));
  const strengths = used.reduce((sum, { steps }) => sum + steps.length, 0);
  const answers = 2 * Math.min(samples, all) * (strengths + 1);
  return (
    <div className="stress-form">
      <div className="stress-kinds" role="group" aria-label="Synthetic changes">
        {offered.map(({ id, title, what }) => (
          <label key={id} data-help={what}>
            <input type="checkbox" checked={!left.includes(id)} onChange={() => toggle(id)} />
            {title}
          </label>
        ))}
      </div>
      <div className="row">
        <span className="muted small">on</span>
        <NativeSelect
          aria-label={`Number of ${word}`}
          title="More make the intervals narrower and take as much longer."
          data={optionsOf(all)}
          value={String(Math.min(samples, all))}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        />
        <span className="muted small">{word}</span>
        <Button
          variant={report ? "default" : "filled"}
          disabled={start === null || running}
          leftSection={<IconPlayerPlayFilled size={14} />}
          onClick={() => start?.()}
          title={used.length === 0 ? "Choose a change first." : undefined}
        >
          {goesOn ? "Go on" : "Run synthetic changes"}
        </Button>
        <span className="muted small">{strengths > 0 && `${count(answers)} answers of both models`}</span>
      </div>
    </div>
  );
}

/** Those below the size of the set, and the whole set. */
function optionsOf(all: number) {
  const some = STRESS_SAMPLES.filter((n) => n < all).map((n) => ({ value: String(n), label: String(n) }));
  return [...some, { value: String(all), label: `all ${count(all)}` }];
}
