import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Comparison } from "../../core/evaluate/evaluation.ts";
import { mainOf } from "../../core/evaluate/main-score.ts";
import { useStudio } from "../../state/store.ts";
import { useComparableVariants, useCurrentVariant } from "../../state/variants/use-variants.ts";
import type { Variant } from "../../state/variants/variant.ts";
import { bytes, percent } from "../parts/format.ts";
import { scoreText } from "../panels/check/score-text.ts";
import { LazyMenu } from "../parts/LazyMenu.tsx";

/** From one measured recipe to another, from anywhere. Nothing while there is only one. */
export function VariantSwitch() {
  const variants = useComparableVariants();
  const recipes = variants.filter(({ source }) => source.kind === "recipe");
  if (recipes.length < 2) return null;
  const target = (
    <button
      type="button"
      className="variant-switch"
      aria-label="Go to another variant"
      data-help="Go to another variant"
    >
      <IconChevronDown size={15} aria-hidden />
    </button>
  );
  return (
    <LazyMenu position="bottom-start" target={target} label="Variants" width={380}>
      <Choices variants={recipes} />
    </LazyMenu>
  );
}

function scoreOf(comparison: Comparison): string {
  const main = mainOf(comparison);
  return main ? scoreText(main.other.value, main.metric.unit) : percent(comparison.agreement.value);
}

function Choices({ variants }: { readonly variants: readonly Variant[] }) {
  const current = useCurrentVariant();
  const goBack = useStudio((s) => s.goBack);
  const showTune = useStudio((s) => s.showTune);
  return (
    <>
      <Menu.RadioGroup value={current?.id ?? null} onChange={(id) => goBack(id)}>
        {variants.map(({ id, name, bytes: size, comparison }) => (
          <Menu.RadioItem key={id} value={id} closeMenuOnClick>
            <span className="variant-choice">
              <span>{name}</span>
              <span className="muted number">
                {scoreOf(comparison)} · {bytes(size)}
              </span>
            </span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item onClick={() => showTune("variants")}>Compare all variants</Menu.Item>
    </>
  );
}
