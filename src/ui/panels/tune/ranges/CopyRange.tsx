import { Button, Popover } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import type { Range } from "../../../../core/calibrate/method.ts";
import type { TensorView } from "../../../../jobs/protocol.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { useStudio } from "../../../../state/store.ts";
import { Name } from "../../../parts/Name.tsx";
import { rangeText } from "./range-text.ts";
import { type Similar, similarLayers } from "./similar.ts";
import { changeRanges } from "./use-range.ts";

export interface CopyRangeProps {
  readonly view: TensorView;
  readonly range: Range;
}

/** Gives the range to other layers of the same operator. */
export function CopyRange({ view, range }: CopyRangeProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus width={420}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCopy size={14} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          Copy to similar
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {open && <SimilarList view={view} range={range} onDone={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function SimilarList({ view, range, onDone }: CopyRangeProps & { readonly onDone: () => void }) {
  const { inputs, quantize } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const health = useJob(inputs && jobs.health(inputs, recipe));
  if (health.isError) return <p className="flat">The layers could not be compared: {health.error.message}</p>;
  if (!health.data) return <p className="flat muted">Comparing layers</p>;
  const similar = similarLayers(quantize.data?.layers ?? [], health.data.ranges, view.name);
  if (similar.length === 0) return <p className="flat muted">No other layer has this operator and precision.</p>;
  return <Choice similar={similar} range={range} onDone={onDone} />;
}

interface ChoiceProps {
  readonly similar: readonly Similar[];
  readonly range: Range;
  readonly onDone: () => void;
}

function Choice({ similar, range, onDone }: ChoiceProps) {
  const [chosen, choose] = useState(() => new Set(similar.filter(({ close }) => close).map(({ value }) => value)));
  const toggle = (value: string) => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    choose(next);
  };
  return (
    <div className="stack">
      <p className="flat">
        Use <span className="strong">{rangeText(range)}</span> for these layers as well. Those of about the same size
        are chosen; what was observed stands beside them.
      </p>
      <ul className="similar">
        {similar.map(({ layer, value, min, max }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={chosen.has(value)} onChange={() => toggle(value)} />
              <Name text={layer} />
              <span className="number muted">{rangeText({ lo: min, hi: max })}</span>
            </label>
          </li>
        ))}
      </ul>
      <div className="row">
        <Button
          size="compact-sm"
          disabled={chosen.size === 0}
          onClick={() => {
            changeRanges([...chosen], range);
            onDone();
          }}
        >
          {chosen.size === 1 ? "Copy to 1 layer" : `Copy to ${chosen.size} layers`}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
