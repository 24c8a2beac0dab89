import { Menu, type MenuProps } from "@mantine/core";
import { cloneElement, useState, type MouseEventHandler, type ReactElement, type ReactNode } from "react";

export interface LazyMenuProps {
  /** The button that opens the menu. */
  readonly target: ReactElement<{ readonly onClick?: MouseEventHandler; readonly "aria-haspopup"?: "menu" }>;
  readonly position: NonNullable<MenuProps["position"]>;
  /** Menu items. */
  readonly children: ReactNode;
}

/** A menu that costs nothing until it is opened for the first time. */
export function LazyMenu({ target, position, children }: LazyMenuProps) {
  const [used, setUsed] = useState(false);
  if (!used) return cloneElement(target, { onClick: () => setUsed(true), "aria-haspopup": "menu" });
  return (
    <Menu defaultOpened position={position}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
