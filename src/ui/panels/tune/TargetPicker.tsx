import type { TargetId } from "../../../core/targets/ids.ts";
import { forTarget, targetOf, TARGETS } from "../../../core/targets/index.ts";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Picker, type ChoiceGroup } from "../../parts/Picker.tsx";

const CHOICES: readonly ChoiceGroup<TargetId>[] = [
  { choices: TARGETS.map(({ id, title, when }) => ({ value: id, title, when })) },
];

/** Where the file will run: sets the formats that run best there, and says what it cannot do. */
export function TargetPicker() {
  const target = targetOf(useStudio((s) => s.recipe.target));
  const change = useStudio((s) => s.changeRecipe);
  return (
    <Field label="Target" help={GLOSSARY.target}>
      <Picker
        label="Target"
        groups={CHOICES}
        value={target.id}
        shown={target.title}
        help={target.when}
        onChange={(id) => change((r) => forTarget(r, id))}
      />
    </Field>
  );
}
