/** @file Mantine's theme: one accent, 12 to 18 px type, a 4 px grid, small controls. Colours live in styles/tokens.css. */
import { createTheme, rem, type CSSVariablesResolver } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 5 },
  colors: {
    dark: [
      "#e5e8ed",
      "#b8c0cb",
      "#9aa3b0",
      "#6b7480",
      "#3a424e",
      "#2a313b",
      "#1b2027",
      "#15191f",
      "#0e1115",
      "#0a0c0f",
    ],
    accent: [
      "#edf3ff",
      "#dbe6fd",
      "#b6ccfa",
      "#8daff6",
      "#6a96f3",
      "#326bdb",
      "#1f5fd6",
      "#1a51ba",
      "#15449e",
      "#0f3580",
    ],
  },
  fontFamily: '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(13), lg: rem(16), xl: rem(18) },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: rem(4), sm: rem(8), md: rem(12), lg: rem(16), xl: rem(24) },
  radius: { xs: rem(3), sm: rem(5), md: rem(6), lg: rem(8), xl: rem(12) },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { size: 28, variant: "subtle", color: "gray" } },
    NativeSelect: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Modal: { defaultProps: { transitionProps: { duration: 100 } } },
  },
});

/** Mantine's own surfaces take our colours. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--border-strong)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-error": "var(--harm)",
    "--mantine-color-accent-light": "var(--accent-soft)",
    "--mantine-color-accent-light-hover": "var(--selected)",
  };
  return { variables: {}, light: shared, dark: shared };
};
