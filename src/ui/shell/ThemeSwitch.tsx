import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { LazyMenu } from "../parts/LazyMenu.tsx";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const SCHEMES: readonly { readonly id: MantineColorScheme; readonly label: string; readonly Icon: typeof IconSun }[] = [
  { id: "auto", label: "As the system", Icon: IconDeviceDesktop },
  { id: "light", label: "Light", Icon: IconSun },
  { id: "dark", label: "Dark", Icon: IconMoon },
];

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = SCHEMES.find((s) => s.id === colorScheme) ?? SCHEMES[0];
  return (
    <LazyMenu
      position="bottom-end"
      target={<ActionIcon aria-label="Theme">{current && <current.Icon size={16} />}</ActionIcon>}
    >
      {SCHEMES.map(({ id, label, Icon }) => (
        <Menu.Item
          key={id}
          leftSection={<Icon size={16} />}
          rightSection={id === colorScheme ? <IconCheck size={14} /> : undefined}
          onClick={() => setColorScheme(id)}
        >
          {label}
        </Menu.Item>
      ))}
    </LazyMenu>
  );
}
