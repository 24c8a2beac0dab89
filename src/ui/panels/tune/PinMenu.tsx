import { Menu } from "@mantine/core";
import { IconPinnedOff } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useStudio } from "../../../state/store.ts";
import { pinOf } from "../../../state/slices/recipe.ts";
import { LazyMenu } from "../../parts/LazyMenu.tsx";
import { ChoiceList, type ChoiceGroup } from "../../parts/Picker.tsx";
import type { PinPrecision } from "../../../core/recipe.ts";
import { PIN_CHOICES } from "./pins.ts";

const GROUPS: readonly ChoiceGroup<PinPrecision>[] = [{ label: "Keep this layer at", choices: PIN_CHOICES }];

export interface PinMenuProps {
  readonly layer: string;
  /** The button that opens it. */
  readonly target: ReactElement<{ readonly onClick?: React.MouseEventHandler; readonly "aria-haspopup"?: "menu" }>;
}

/** Chooses the precision of one layer, whatever the scheme does with the rest. */
export function PinMenu({ layer, target }: PinMenuProps) {
  const value = useStudio((s) => pinOf(s.recipe, layer));
  const pin = useStudio((s) => s.pin);
  return (
    <LazyMenu position="bottom-end" target={target} label={`Precision of ${layer}`}>
      <ChoiceList groups={GROUPS} value={value} onChange={(precision) => pin(layer, precision)} />
      {value !== null && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconPinnedOff size={15} />} onClick={() => pin(layer, null)}>
            Unpin: as the scheme makes it
          </Menu.Item>
        </>
      )}
    </LazyMenu>
  );
}
