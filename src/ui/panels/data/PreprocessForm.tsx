import { Button, NativeSelect } from "@mantine/core";
import { IconRotate2 } from "@tabler/icons-react";
import type { Preprocess } from "../../../core/samples/preprocess-spec.ts";
import { PRESETS } from "../../../core/samples/presets.ts";
import { Field } from "../../parts/Field.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { NumberField, NumbersField } from "./NumberField.tsx";
import { withChannels, withFields, withPreset, withResizeMode } from "./preprocess-edits.ts";
import { ResizeFields } from "./ResizeFields.tsx";

export interface PreprocessFormProps {
  readonly spec: Preprocess;
  /** How the guess was made; null once the form was edited. */
  readonly why: string | null;
  readonly onChange: (spec: Preprocess) => void;
  readonly onReset: () => void;
}

const CUSTOM = "custom";

const COLOURS = (["RGB", "BGR", "grey"] as const).map((value) => ({ value, label: value }));
const LAYOUTS = (["NCHW", "NHWC"] as const).map((value) => ({ value, label: value }));

/** How pixels become the network's input. Each field says its part of (value / scale − mean) / std. */
export function PreprocessForm({ spec, why, onChange, onReset }: PreprocessFormProps) {
  const presets = [
    ...PRESETS.map(({ id, title }) => ({ value: id, label: title })),
    { value: CUSTOM, label: "Custom" },
  ];
  return (
    <form className="preprocess" onSubmit={(event) => event.preventDefault()}>
      <NativeSelect
        label="Preset"
        data={presets}
        value={spec.preset !== undefined && PRESETS.some((p) => p.id === spec.preset) ? spec.preset : CUSTOM}
        onChange={({ currentTarget: { value: id } }) => id !== CUSTOM && onChange(withPreset(spec, id))}
      />
      {why === null ? (
        <Button variant="subtle" size="compact-xs" leftSection={<IconRotate2 size={13} />} onClick={onReset}>
          Back to the guess
        </Button>
      ) : (
        <p className="flat muted small">{why}</p>
      )}
      <ResizeFields
        spec={spec}
        onMode={(mode) => onChange(withResizeMode(spec, mode))}
        onResize={(resize) => onChange({ ...withFields(spec, {}), resize })}
      />
      <div className="field-row">
        <NumberField
          label="Width, px"
          value={spec.width}
          integer
          onCommit={(width) => onChange(withFields(spec, { width }))}
        />
        <NumberField
          label="Height, px"
          value={spec.height}
          integer
          onCommit={(height) => onChange(withFields(spec, { height }))}
        />
      </div>
      <Colour spec={spec} onChange={onChange} />
      <NumberField
        label="Scale: values are divided by"
        value={spec.scale}
        onCommit={(scale) => onChange(withFields(spec, { scale }))}
      />
      <div className="field-row">
        <NumbersField label="Mean" values={spec.mean} onCommit={(mean) => onChange(withFields(spec, { mean }))} />
        <NumbersField label="Std" values={spec.std} positive onCommit={(std) => onChange(withFields(spec, { std }))} />
      </div>
    </form>
  );
}

function Colour({ spec, onChange }: Pick<PreprocessFormProps, "spec" | "onChange">) {
  return (
    <div className="field-row">
      <Field label="Colour">
        <Segmented
          fill
          label="Colour"
          options={COLOURS}
          value={spec.channels}
          onChange={(channels) => onChange(withChannels(spec, channels))}
        />
      </Field>
      <Field label="Layout">
        <Segmented
          fill
          label="Layout"
          options={LAYOUTS}
          value={spec.layout}
          onChange={(layout) => onChange(withFields(spec, { layout }))}
        />
      </Field>
    </div>
  );
}
