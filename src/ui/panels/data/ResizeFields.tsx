import { NativeSelect } from "@mantine/core";
import type { Preprocess } from "../../../core/samples/preprocess-spec.ts";
import { Field } from "../../parts/Field.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { NumberField } from "./NumberField.tsx";

type Resize = Preprocess["resize"];

export interface ResizeFieldsProps {
  readonly spec: Preprocess;
  readonly onMode: (mode: Resize["mode"]) => void;
  readonly onResize: (resize: Resize) => void;
}

const MODES: readonly { readonly value: Resize["mode"]; readonly label: string }[] = [
  { value: "crop", label: "Resize, centre crop" },
  { value: "stretch", label: "Stretch to the input" },
  { value: "letterbox", label: "Letterbox" },
  { value: "none", label: "Leave as it is" },
];

const PLACES = (["centre", "top-left"] as const).map((value) => ({ value, label: value }));

/** How an image of any size comes to the size of the input. */
export function ResizeFields({ spec: { resize }, onMode, onResize }: ResizeFieldsProps) {
  return (
    <>
      <div className="field-row">
        <NativeSelect
          label="Size"
          data={MODES}
          value={resize.mode}
          onChange={(event) => onMode(event.currentTarget.value as Resize["mode"])}
        />
        {resize.mode === "crop" && (
          <NumberField
            label="Shorter side, px"
            value={resize.shorter}
            integer
            onCommit={(shorter) => onResize({ ...resize, shorter })}
          />
        )}
        {resize.mode === "letterbox" && (
          <NumberField
            label="Fill, 0 to 255"
            value={resize.fill}
            onCommit={(fill) => onResize({ ...resize, fill: Math.min(255, fill) })}
          />
        )}
      </div>
      {resize.mode === "letterbox" && (
        <Field label="Place">
          <Segmented
            fill
            label="Place"
            options={PLACES}
            value={resize.place}
            onChange={(place) => onResize({ ...resize, place })}
          />
        </Field>
      )}
    </>
  );
}
