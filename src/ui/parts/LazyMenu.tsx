import { Menu, type MenuProps } from "@mantine/core";
import { cloneElement, useState, type MouseEventHandler, type ReactElement, type ReactNode } from "react";

export interface LazyMenuProps {
  /** The button that opens the menu. */
  readonly target: ReactElement<{ readonly onClick?: MouseEventHandler; readonly "aria-haspopup"?: "menu" }>;
  readonly position: NonNullable<MenuProps["position"]>;
  /** What is chosen, for menus of choices. */
  readonly label?: string;
  /** px; for menus of choices, whose sentences need it. */
  readonly width?: number;
  /** Menu items. */
  readonly children: ReactNode;
}

/** A menu that costs nothing until it is opened for the first time. */
export function LazyMenu({ target, position, label, width = 400, children }: LazyMenuProps) {
  const [used, setUsed] = useState(false);
  if (!used) return cloneElement(target, { onClick: () => setUsed(true), "aria-haspopup": "menu" });
  return (
    <Menu defaultOpened position={position} {...(label !== undefined && { width, withInitialFocusPlaceholder: false })}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown {...(label !== undefined && { className: "choices", "aria-label": label })}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
