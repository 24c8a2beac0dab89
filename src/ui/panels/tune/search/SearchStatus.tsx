import { Button } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Goal } from "../../../../core/search/goal.ts";
import { bestOf, type Trial } from "../../../../core/search/trial.ts";
import type { Search } from "../../../../state/slices/search.ts";
import { useStudio } from "../../../../state/store.ts";
import { bytes, count, decibel } from "../../../parts/format.ts";
import { Panel } from "../../../parts/Panel.tsx";
import { costText, scoreOf } from "./outcome.ts";

const TITLES: Readonly<Record<Search["state"], string>> = {
  running: "Searching",
  paused: "Search paused",
  done: "Search finished",
};

/** What the search does, the best it found, and the buttons that go with it. */
export function SearchStatus({ search }: { readonly search: Search }) {
  const { trials, setting, state, said } = search;
  const best = useMemo(() => bestOf(trials, setting.goal), [trials, setting]);
  const pause = useStudio((s) => s.pauseSearch);
  return (
    <Panel title={TITLES[state]} note={`${count(trials.length)} models tried`}>
      <div className="stack">
        <div className="spread">
          <p className="flat muted" role="status">
            {said}
          </p>
          {state === "running" ? (
            <Button variant="default" leftSection={<IconPlayerPauseFilled size={13} />} onClick={pause}>
              Pause
            </Button>
          ) : (
            state === "paused" && <Resume search={search} />
          )}
        </div>
        {best && <Best trial={best} goal={setting.goal} />}
      </div>
    </Panel>
  );
}

function Resume({ search: { seconds, spent } }: { readonly search: Search }) {
  const { minutes } = useStudio((s) => s.searchChoice);
  const resume = useStudio((s) => s.resumeSearch);
  const left = seconds - spent;
  const more = left < 5 ? 60 * minutes : 0;
  return (
    <Button variant="default" leftSection={<IconPlayerPlayFilled size={13} />} onClick={() => resume(more)}>
      {more > 0 ? `Go on for ${minutes} min` : "Resume"}
    </Button>
  );
}

/** Its numbers, and the way to it. */
function Best({ trial, goal }: { readonly trial: Trial; readonly goal: Goal }) {
  const { passes, misses, why } = trial;
  return (
    <div className="search-best" data-level={passes ? "good" : "bad"}>
      <p className="flat strong">
        {passes ? "Best so far, within the budget" : "None keeps the budget; the nearest so far"}
      </p>
      <p className="flat">
        {bytes(trial.bytes)}
        {scoreLine(trial)}
        {costLine(trial, goal)}
        {trial.agreement && ` · agrees on ${trial.agreement.value.toFixed(1)} %`}
        {trial.sqnr && ` · ${decibel(trial.sqnr.value)}`}
      </p>
      <p className="flat muted">{passes ? why : `${misses.join("; ")}. ${why}`}</p>
      <UseTrial trial={trial} primary />
    </div>
  );
}

function scoreLine(trial: Trial): string {
  const score = scoreOf(trial);
  return score === null ? "" : ` · ${score.title} ${score.text}`;
}

function costLine(trial: Trial, goal: Goal): string {
  const text = costText(trial, goal);
  return text === "" ? "" : ` · ${text} (estimate)`;
}

/** Its recipe becomes the present one, as a change that can be undone, and is measured: at once, where it is still known. */
export function UseTrial({ trial, primary = false }: { readonly trial: Trial; readonly primary?: boolean }) {
  const change = useStudio((s) => s.changeRecipe);
  const measure = useStudio((s) => s.quantize);
  return (
    <Button
      size="compact-sm"
      variant={primary ? "filled" : "default"}
      onClick={() => {
        change(() => trial.recipe);
        measure();
      }}
    >
      Use this model
    </Button>
  );
}
