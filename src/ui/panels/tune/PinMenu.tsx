import { Menu } from "@mantine/core";
import { IconPinnedOff } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useStudio } from "../../../state/store.ts";
import { pinOf } from "../../../state/slices/recipe.ts";
import { LazyMenu } from "../../parts/LazyMenu.tsx";
import { ChoiceList, type ChoiceGroup } from "../../parts/Picker.tsx";
import type { PinPrecision } from "../../../core/recipe.ts";
import { effectOf } from "../../../core/sensitivity/expected.ts";
import { useOutlook } from "../../../state/sensitivity/study.tsx";
import { effectText, PIN_CHOICES } from "./pins.ts";

export interface PinMenuProps {
  readonly layer: string;
  /** The button that opens it. */
  readonly target: ReactElement<{ readonly onClick?: React.MouseEventHandler; readonly "aria-haspopup"?: "menu" }>;
}

/** Chooses the precision of one layer, whatever the scheme does with the rest. */
export function PinMenu({ layer, target }: PinMenuProps) {
  return (
    <LazyMenu position="bottom-end" target={target} label={`Precision of ${layer}`}>
      <PinItems layer={layer} />
    </LazyMenu>
  );
}

/** Every precision with what it is expected to gain and cost; without a sensitivity report, to cost. */
function PinItems({ layer }: { readonly layer: string }) {
  const value = useStudio((s) => pinOf(s.recipe, layer));
  const pin = useStudio((s) => s.pin);
  const outlook = useOutlook();
  const outcome = (precision: PinPrecision | null) =>
    outlook === null ? undefined : effectText(effectOf(outlook, layer, precision), outlook);
  const choices = PIN_CHOICES.map((choice) => ({
    ...choice,
    outcome: choice.value === value ? undefined : outcome(choice.value),
  }));
  const groups: readonly ChoiceGroup<PinPrecision>[] = [
    { label: outlook?.total === null ? "Keep this layer at" : "Keep this layer at (expected, not measured)", choices },
  ];
  return (
    <>
      <ChoiceList groups={groups} value={value} onChange={(precision) => pin(layer, precision)} />
      {value !== null && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconPinnedOff size={15} />} onClick={() => pin(layer, null)}>
            <span>Unpin: as the scheme makes it</span>
            {outlook !== null && <span className="choice-outcome">{outcome(null)}</span>}
          </Menu.Item>
        </>
      )}
    </>
  );
}
