/** @file Runs the search of the store, whatever view is shown, and keeps every trial over a reload. Mounted once. */
import { useEffect } from "react";
import { useFlow } from "../flow.tsx";
import { useStudio } from "../store.ts";
import { tracked } from "../tracked.ts";
import type { Search } from "../slices/search.ts";
import { useBench } from "../variants/use-bench.ts";
import { benchKey } from "../variants/keys.ts";

/** The database is not on the way to the first screen. */
const searches = () => import("../projects/searches.ts");

/** One search per project: another one takes its place. */
const ID = "latest";

export function SearchRunner() {
  useRun();
  useKept();
  return null;
}

function useRun(): void {
  const { inputs } = useFlow();
  const bench = useBench();
  const id = useStudio((s) => (s.search?.state === "running" ? s.search.id : null));
  useEffect(() => {
    const { search, reportSearch, endSearch } = useStudio.getState();
    if (id === null || search === null || inputs === null || bench === null) return;
    const { setting, trials, seconds, spent, task, segments } = search;
    const began = performance.now();
    const took = () => (performance.now() - began) / 1000;
    if (search.bench !== benchKey(bench)) {
      return endSearch(id, "The model, the samples or the preprocessing changed: start anew.", "paused", 0);
    }
    const stop = new AbortController();
    let ended = false;
    const end: typeof endSearch = (...how) => {
      ended = true;
      endSearch(...how);
    };
    const left = {
      trials,
      seconds: Math.max(1, seconds - spent),
      ...(task && { task }),
      ...(segments && { segments }),
    };
    const request = { inputs, validation: bench.validation, setting, ...left };
    void tracked("search", request, stop.signal, ({ doing, trials: fresh }) => {
      if (fresh.length > 0 || doing !== useStudio.getState().search?.said)
        reportSearch(id, { said: doing, trials: fresh });
    })
      .then(({ why, finished }) => end(id, why, finished ? "done" : "paused", took()))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) end(id, error instanceof Error ? error.message : String(error), "paused", took());
      });
    return () => {
      // Paused, or the page goes: what was measured stays, the time is counted.
      if (ended) return;
      stop.abort();
      const now = useStudio.getState().search;
      if (now?.id === id && now.state === "paused") endSearch(id, now.said, "paused", took());
    };
  }, [id, inputs, bench]);
}

/** A running search comes back as paused. */
function useKept(): void {
  const project = useStudio((s) => s.projectId);
  const restore = useStudio((s) => s.restoreSearch);
  useEffect(() => {
    if (project === null) return;
    let gone = false;
    void searches()
      .then(({ getSearch }) => getSearch(project, ID))
      .then((kept) => {
        if (gone || kept === undefined || useStudio.getState().search !== null) return;
        const search = JSON.parse(kept.json) as Search;
        restore(search.state === "running" ? { ...search, state: "paused", said: "Paused by the reload" } : search);
      })
      // A browser without a database searches all the same.
      .catch(() => undefined);
    return () => void (gone = true);
  }, [project, restore]);
  useEffect(() => {
    if (project === null) return;
    return useStudio.subscribe(({ search }, before) => {
      // Lines of what it does come many times a second; only trials and states are worth a write.
      if (search === null || (search.trials === before.search?.trials && search.state === before.search?.state)) return;
      const kept = { project, id: ID, state: search.state, json: JSON.stringify(search) };
      void searches()
        .then(({ putSearch }) => putSearch(kept))
        .catch(() => undefined);
    });
  }, [project]);
}
