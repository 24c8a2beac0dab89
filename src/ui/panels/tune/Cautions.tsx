import { IconInfoCircle, IconShieldHalf } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { targetOf } from "../../../core/targets/index.ts";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { Name } from "../../parts/Name.tsx";
import { keptLayers, type KeptReason } from "./kept-layers.ts";
import { withTaskAware } from "./recipe-edits.ts";

/** What one should know of the present recipe: what the target cannot do, and what was kept in float unasked. */
export function Cautions() {
  const recipe = useStudio((s) => s.recipe);
  const { quantize } = useFlow();
  const target = targetOf(recipe.target);
  const warnings = target.warnings(recipe);
  const kept = recipe.taskAware ? keptLayers(quantize.data?.layers ?? []) : [];
  if (warnings.length === 0 && kept.length === 0) return null;
  return (
    <div className="cautions">
      {warnings.length > 0 && (
        <div className="caution" role="note" aria-label={`About ${target.title}`}>
          <IconInfoCircle size={16} stroke={1.7} className="caution-mark" aria-hidden />
          <p className="flat">
            {warnings.map((text) => (
              <span key={text}>{text} </span>
            ))}
            <span className="muted">Source: {target.source}.</span>
          </p>
        </div>
      )}
      {kept.length > 0 && <Kept reasons={kept} />}
    </div>
  );
}

/** Layers that stay in float by default, each reason with its layers, and one click to overrule. */
function Kept({ reasons }: { readonly reasons: readonly KeptReason[] }) {
  const change = useStudio((s) => s.changeRecipe);
  const layers = reasons.reduce((sum, { names }) => sum + names.length, 0);
  return (
    <div className="caution" role="note" aria-label="Task-aware defaults">
      <IconShieldHalf size={16} stroke={1.7} className="caution-mark" aria-hidden />
      <details className="grow">
        <summary>
          <Help text={GLOSSARY.taskAware}>Task-aware</Help>: {layers === 1 ? "1 layer" : `${count(layers)} layers`} kept
          in float
        </summary>
        <ul className="kept">
          {reasons.map((reason) => (
            <KeptRow key={reason.reason} {...reason} />
          ))}
        </ul>
      </details>
      <button type="button" className="link" onClick={() => change(withTaskAware(false))}>
        Quantize them too
      </button>
    </div>
  );
}

function KeptRow({ reason, names }: KeptReason) {
  const select = useStudio((s) => s.selectLayer);
  const [first = ""] = names;
  return (
    <li>
      {reason}{" "}
      <button type="button" className="link plain-link inline" title={names.join("\n")} onClick={() => select(first)}>
        <Name text={first} tail={16} />
      </button>
      {names.length > 1 && <span className="muted"> and {count(names.length - 1)} more</span>}
    </li>
  );
}
