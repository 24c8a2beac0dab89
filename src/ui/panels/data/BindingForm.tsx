import { NativeSelect } from "@mantine/core";
import type { PortCard } from "../../../core/model-card.ts";
import type { Preprocess } from "../../../core/samples/preprocess-spec.ts";
import type { StudioApi } from "../../../jobs/protocol.ts";
import { arrayFor, fitText } from "./binding.ts";

export interface BindingFormProps {
  readonly spec: Preprocess;
  readonly inputs: readonly PortCard[];
  /** What the shown sample holds. */
  readonly arrays: NonNullable<StudioApi["preview"]["result"]["arrays"]>;
  readonly onChange: (spec: Preprocess) => void;
}

/** Which array of a sample goes to which input of the model: by name, or as it is said here. */
export function BindingForm({ spec, inputs, arrays, onChange }: BindingFormProps) {
  const bind = (input: string, array: string) => {
    const { [input]: _, ...others } = spec.inputs ?? {};
    const bound = array === input ? others : { ...others, [input]: array };
    const { inputs: __, ...rest } = spec;
    onChange(Object.keys(bound).length === 0 ? rest : { ...rest, inputs: bound });
  };
  return (
    <form className="preprocess" aria-label="Arrays of the inputs" onSubmit={(event) => event.preventDefault()}>
      <p className="flat muted small">Each input takes the array of its own name, unless another one is chosen here.</p>
      {inputs.map((input) => {
        const name = spec.inputs?.[input.name] ?? input.name;
        const array = arrayFor(input.name, spec.inputs, arrays, inputs.length);
        const missing = array === undefined ? [{ value: name, label: `${name} (not in this sample)` }] : [];
        return (
          <NativeSelect
            key={input.name}
            label={input.name}
            description={`takes ${input.type} [${input.shape.join(", ")}]`}
            error={fitText(input, array)}
            data={[
              ...missing,
              ...arrays.map((a) => ({ value: a.name, label: `${a.name}: ${a.dtype} [${a.dims.join(", ")}]` })),
            ]}
            value={array?.name ?? name}
            onChange={(event) => bind(input.name, event.currentTarget.value)}
          />
        );
      })}
    </form>
  );
}
