import { SCHEME_PRESETS, schemeById, withScheme } from "../../../core/schemes.ts";
import type { Scheme } from "../../../core/recipe.ts";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Picker, type ChoiceGroup } from "../../parts/Picker.tsx";
import { schemeLabel } from "./scheme-label.ts";

const GROUPS: readonly (readonly [label: string, schemes: readonly Scheme[]])[] = [
  ["Integer layers", ["static", "dynamic"]],
  ["Integer weights, float layers", ["weight-only"]],
  ["16-bit float", ["float16"]],
];

const CHOICES: readonly ChoiceGroup<string>[] = GROUPS.map(([label, schemes]) => ({
  label,
  choices: SCHEME_PRESETS.filter(({ settings }) => schemes.includes(settings.scheme)).map(({ id, title, when }) => ({
    value: id,
    title,
    when,
  })),
}));

/** What every layer becomes: a preset of a handful of settings. */
export function SchemePicker() {
  const recipe = useStudio((s) => s.recipe);
  const change = useStudio((s) => s.changeRecipe);
  const { id, title, when } = schemeLabel(recipe);
  const choose = (chosen: string) => {
    const preset = schemeById(chosen);
    if (preset !== undefined) change((r) => withScheme(r, preset));
  };
  return (
    <Field label="Scheme" help={GLOSSARY.scheme}>
      <Picker label="Scheme" groups={CHOICES} value={id} shown={title} help={when} onChange={choose} />
    </Field>
  );
}
