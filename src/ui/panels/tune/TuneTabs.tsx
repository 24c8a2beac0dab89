import { Button } from "@mantine/core";
import { IconPin } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useStudio } from "../../../state/store.ts";
import { openPins } from "../../shell/finder-store.ts";
import { VIEWS } from "./views.ts";

/** Which view of Tune is shown. Left and right walk, as in every list of tabs. */
export function TuneTabs() {
  const chosen = useStudio((s) => s.tuneView);
  const show = useStudio((s) => s.showTune);
  const at = Math.max(
    0,
    VIEWS.findIndex(({ id }) => id === chosen),
  );
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step === undefined ? undefined : VIEWS[(at + step + VIEWS.length) % VIEWS.length];
    if (next === undefined) return;
    event.preventDefault();
    show(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-view="${next.id}"]`)?.focus();
  };
  if (VIEWS.length === 1) return null;
  return (
    <div className="tune-tabs-row">
      <div className="tune-tabs" role="tablist" aria-label="Views of the layers" onKeyDown={onKeyDown}>
        {VIEWS.map(({ id, title, help }, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            data-view={id}
            data-help={help}
            aria-selected={i === at}
            tabIndex={i === at ? 0 : -1}
            onClick={() => show(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPin size={14} aria-hidden />}
        title="The worst layers, all of one operator, or by name (Shift P)"
        onClick={openPins}
      >
        Pin layers
      </Button>
    </div>
  );
}
