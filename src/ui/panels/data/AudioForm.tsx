import { Button, NativeSelect } from "@mantine/core";
import { IconRotate2 } from "@tabler/icons-react";
import type { AudioSpec } from "../../../core/samples/preprocess-spec.ts";
import { NumberField } from "./NumberField.tsx";
import type { PreprocessFormProps } from "./PreprocessForm.tsx";

const FITS: readonly { readonly value: AudioSpec["fit"]; readonly label: string }[] = [
  { value: "loudest", label: "Keep the loudest part" },
  { value: "centre", label: "Keep the middle" },
  { value: "start", label: "Keep the start" },
];

export interface AudioFormProps extends PreprocessFormProps {
  readonly audio: AudioSpec;
}

/** How a sound of any rate and length becomes the network's input: one channel, -1 to 1. */
export function AudioForm({ spec, audio, why, onChange, onReset }: AudioFormProps) {
  const change = (fields: Partial<AudioSpec>) => onChange({ ...spec, audio: { ...audio, ...fields } });
  return (
    <form className="preprocess" onSubmit={(event) => event.preventDefault()}>
      {why === null ? (
        <Button variant="subtle" size="compact-xs" leftSection={<IconRotate2 size={13} />} onClick={onReset}>
          Back to the guess
        </Button>
      ) : (
        <p className="flat muted small">{why}</p>
      )}
      <div className="field-row">
        <NumberField label="Rate, Hz" value={audio.rate} integer onCommit={(rate) => change({ rate })} />
        {audio.length !== null && (
          <NumberField label="Length, samples" value={audio.length} integer onCommit={(length) => change({ length })} />
        )}
      </div>
      {audio.length !== null && (
        <NativeSelect
          label="Longer sounds"
          data={FITS}
          value={audio.fit}
          onChange={(event) => change({ fit: event.currentTarget.value as AudioSpec["fit"] })}
        />
      )}
    </form>
  );
}
