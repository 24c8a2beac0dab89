import { Checkbox } from "@mantine/core";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { MethodPicker } from "./MethodPicker.tsx";
import { QuantizeButton } from "./QuantizeButton.tsx";
import { withActivations, withWeights } from "./recipe-edits.ts";

/** The whole recipe in two lines, and the one button. */
export function RecipeBar() {
  return (
    <section className="recipe" aria-label="Recipe">
      <div className="recipe-fields">
        <MethodPicker />
        <Activations />
        <Weights />
      </div>
      <QuantizeButton />
    </section>
  );
}

function Activations() {
  const { type, symmetric } = useStudio((s) => s.recipe.activations);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <Field label="Activations">
      <Segmented
        label="Activation type"
        options={[
          { value: "uint8", label: "U8" },
          { value: "int8", label: "S8" },
        ]}
        value={type}
        onChange={(value) => change(withActivations({ type: value }))}
      />
      <Checkbox
        size="xs"
        label={<Help text={GLOSSARY.symmetric}>symmetric</Help>}
        aria-label="Symmetric activations"
        checked={symmetric}
        onChange={(event) => change(withActivations({ symmetric: event.currentTarget.checked }))}
      />
    </Field>
  );
}

function Weights() {
  const { type, granularity, reduceRange } = useStudio((s) => s.recipe.weights);
  const change = useStudio((s) => s.changeRecipe);
  return (
    <Field label="Weights" help={GLOSSARY.perChannel}>
      <Segmented
        label="Weight type"
        options={[
          { value: "int8", label: "S8" },
          { value: "uint8", label: "U8" },
        ]}
        value={type}
        onChange={(value) => change(withWeights({ type: value }))}
      />
      <Segmented
        label="Weight granularity"
        options={[
          { value: "per-channel", label: "per channel" },
          { value: "per-tensor", label: "per tensor" },
        ]}
        value={granularity}
        onChange={(value) => change(withWeights({ granularity: value }))}
      />
      <Checkbox
        size="xs"
        label={<Help text={GLOSSARY.reduceRange}>7 bits</Help>}
        aria-label="Reduce the range of weights to 7 bits"
        checked={reduceRange}
        onChange={(event) => change(withWeights({ reduceRange: event.currentTarget.checked }))}
      />
    </Field>
  );
}
