import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { CALIBRATION_METHODS } from "../../../core/calibrate/index.ts";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { withMethod, withPercentile } from "./recipe-edits.ts";

const METHODS = CALIBRATION_METHODS.map(({ id, title, when }) => ({ value: id, label: title, help: when }));

/** How ranges are chosen from what was observed. All methods read the same one pass. */
export function MethodPicker() {
  const { method, percentile } = useStudio((s) => s.recipe.calibration);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <Field label="Range method" help={GLOSSARY.range}>
      <Segmented
        label="Range method"
        options={METHODS}
        value={method}
        onChange={(value) => change(withMethod(value))}
      />
      {method === "percentile" && (
        <PercentileInput
          key={percentile}
          value={percentile}
          onCommit={(value) => value !== percentile && change(withPercentile(value))}
        />
      )}
    </Field>
  );
}

interface PercentileInputProps {
  readonly value: number;
  readonly onCommit: (value: number) => void;
}

/** Written into the recipe on Enter or when left, not with every key. */
function PercentileInput({ value, onCommit }: PercentileInputProps) {
  const [draft, setDraft] = useState<number | string>(value);
  const commit = () => typeof draft === "number" && onCommit(draft);
  return (
    <NumberInput
      aria-label="Share of values kept, percent"
      w={92}
      suffix=" %"
      min={90}
      max={100}
      step={0.01}
      decimalScale={4}
      value={draft}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
