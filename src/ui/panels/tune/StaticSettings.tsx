import { useStudio } from "../../../state/store.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { withActivations, withWeights } from "./recipe-edits.ts";
import { Setting, SwitchSetting } from "./Setting.tsx";
import { SETTINGS } from "./settings.ts";

const ACTIVATION_TYPES = [
  { value: "uint8", label: "U8" },
  { value: "int8", label: "S8" },
  { value: "uint16", label: "U16" },
  { value: "int16", label: "S16" },
] as const;

const WEIGHT_TYPES = [
  { value: "int8", label: "S8" },
  { value: "uint8", label: "U8" },
] as const;

const GRANULARITIES = [
  { value: "per-channel", label: "per channel" },
  { value: "per-tensor", label: "per tensor" },
] as const;

/** Settings of integer layers; activations have none when their ranges are found at run time. */
export function StaticSettings({ dynamic }: { readonly dynamic: boolean }) {
  return (
    <>
      {!dynamic && <ActivationType />}
      <WeightChoices />
      {!dynamic && <ActivationSymmetry />}
      <WeightSwitches />
    </>
  );
}

function ActivationType() {
  const type = useStudio((s) => s.recipe.activations.type);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <Setting text={SETTINGS.activationType}>
      <Segmented
        label="Activation type"
        options={ACTIVATION_TYPES}
        value={type}
        onChange={(value) => change(withActivations({ type: value }))}
      />
    </Setting>
  );
}

function ActivationSymmetry() {
  const symmetric = useStudio((s) => s.recipe.activations.symmetric);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <SwitchSetting
      text={SETTINGS.activationSymmetric}
      checked={symmetric}
      onChange={(on) => change(withActivations({ symmetric: on }))}
    />
  );
}

function WeightChoices() {
  const { type, granularity } = useStudio((s) => s.recipe.weights);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <>
      <Setting text={SETTINGS.weightType}>
        <Segmented
          label="Weight type"
          options={WEIGHT_TYPES}
          value={type === "uint8" ? "uint8" : "int8"}
          onChange={(value) => change(withWeights({ type: value }))}
        />
      </Setting>
      <Setting text={SETTINGS.granularity}>
        <Segmented
          label="Weight granularity"
          options={GRANULARITIES}
          value={granularity === "per-channel" ? "per-channel" : "per-tensor"}
          onChange={(value) => change(withWeights({ granularity: value }))}
        />
      </Setting>
    </>
  );
}

function WeightSwitches() {
  const { granularity, symmetric, reduceRange, biasCorrection } = useStudio((s) => s.recipe.weights);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <>
      <SwitchSetting
        text={SETTINGS.weightSymmetric}
        checked={symmetric}
        fixed={
          granularity === "per-channel"
            ? "Always on with scales per channel: runtimes need equal zero points there."
            : undefined
        }
        onChange={(on) => change(withWeights({ symmetric: on }))}
      />
      <SwitchSetting
        text={SETTINGS.reduceRange}
        checked={reduceRange}
        onChange={(on) => change(withWeights({ reduceRange: on }))}
      />
      <SwitchSetting
        text={SETTINGS.biasCorrection}
        checked={biasCorrection}
        onChange={(on) => change(withWeights({ biasCorrection: on }))}
      />
    </>
  );
}
