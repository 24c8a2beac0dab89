import { BLOCK_SIZES, type Recipe } from "../../../core/recipe.ts";
import { useStudio } from "../../../state/store.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { withWeights } from "./recipe-edits.ts";
import { Setting, SwitchSetting } from "./Setting.tsx";
import { SETTINGS } from "./settings.ts";

type Weights = Recipe["weights"];

const TYPES = [
  { value: "int8", label: "S8" },
  { value: "uint8", label: "U8" },
  { value: "int4", label: "S4" },
  { value: "uint4", label: "U4" },
  { value: "int2", label: "S2" },
  { value: "uint2", label: "U2" },
] as const;

const GRANULARITIES = [
  { value: "block", label: "blocks" },
  { value: "per-channel", label: "per channel" },
  { value: "per-tensor", label: "per tensor" },
] as const;

const SIZES = BLOCK_SIZES.map((size) => ({ value: String(size), label: String(size) }));

const ROUNDINGS = [
  { value: "nearest", label: "nearest" },
  { value: "hqq", label: "HQQ" },
] as const;

const FORMS = [
  { value: "operator", label: "operators" },
  { value: "qdq", label: "plain QDQ" },
] as const;

/** Settings of layers that compute in float from integer weights. */
export function WeightOnlySettings() {
  const { type, granularity, blockSize, rounding, form, symmetric, biasCorrection } = useStudio(
    (s) => s.recipe.weights,
  );
  const changeRecipe = useStudio((s) => s.changeRecipe);
  const change = (weights: Partial<Weights>) => changeRecipe(withWeights(weights));
  const size = (text: string) => change({ blockSize: BLOCK_SIZES.find((b) => String(b) === text) ?? blockSize });
  return (
    <>
      <Setting text={SETTINGS.weightBits}>
        <Segmented label="Weight type" options={TYPES} value={type} onChange={(value) => change({ type: value })} />
      </Setting>
      <Setting text={SETTINGS.weightOnlyGranularity}>
        <Segmented
          label="Weight granularity"
          options={GRANULARITIES}
          value={granularity}
          onChange={(value) => change({ granularity: value })}
        />
      </Setting>
      {granularity === "block" && (
        <Setting text={SETTINGS.blockSize}>
          <Segmented label="Block size" options={SIZES} value={String(blockSize)} onChange={size} />
        </Setting>
      )}
      <Setting text={SETTINGS.rounding}>
        <Segmented
          label="Rounding"
          options={ROUNDINGS}
          value={rounding}
          onChange={(value) => change({ rounding: value })}
        />
      </Setting>
      <Setting text={SETTINGS.form}>
        <Segmented label="File form" options={FORMS} value={form} onChange={(value) => change({ form: value })} />
      </Setting>
      <SwitchSetting text={SETTINGS.weightSymmetric} checked={symmetric} onChange={(on) => change({ symmetric: on })} />
      <SwitchSetting
        text={SETTINGS.biasCorrection}
        checked={biasCorrection}
        onChange={(on) => change({ biasCorrection: on })}
      />
    </>
  );
}
