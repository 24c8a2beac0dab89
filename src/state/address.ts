/** @file The address holds place and selection, so Back works and a link reopens the view. */
import { PLACES, type Place, type TensorKind, TUNE_VIEWS, type TuneViewId } from "./slices/view.ts";
import { useStudio, type Studio } from "./store.ts";

export interface Address {
  readonly place: Place;
  readonly tuneView: TuneViewId;
  readonly layer: string | null;
  readonly tensorKind: TensorKind;
  readonly sample: string | null;
}

export function toHash({ place, tuneView, layer, tensorKind, sample }: Address): string {
  const query = new URLSearchParams();
  if (place === "tune" && tuneView !== "layers") query.set("view", tuneView);
  if (layer !== null) query.set("layer", layer);
  if (tensorKind === "weight") query.set("tensor", tensorKind);
  if (sample !== null) query.set("image", sample);
  const text = query.toString();
  return `#${place}${text === "" ? "" : `?${text}`}`;
}

/** Unknown places lead to the model. */
export function fromHash(hash: string): Address {
  const [name, text = ""] = hash.replace(/^#/, "").split("?", 2);
  const query = new URLSearchParams(text);
  return {
    place: PLACES.find((place) => place === name) ?? "model",
    tuneView: TUNE_VIEWS.find((view) => view === query.get("view")) ?? "layers",
    layer: query.get("layer"),
    tensorKind: query.get("tensor") === "weight" ? "weight" : "activation",
    sample: query.get("image"),
  };
}

const addressOf = ({ place, tuneView, layer, tensorKind, sample }: Studio): Address => ({
  place,
  tuneView,
  layer,
  tensorKind,
  sample,
});

/** Keeps store and address equal. A new place or view makes an entry in the history, a new selection replaces it. */
export function followAddress(): () => void {
  useStudio.setState(fromHash(location.hash));
  const onHash = () => useStudio.setState(fromHash(location.hash));
  addEventListener("popstate", onHash);
  const stop = useStudio.subscribe((now, before) => {
    const hash = toHash(addressOf(now));
    if (hash === location.hash || (location.hash === "" && hash === "#model")) return;
    if (now.place === before.place && now.tuneView === before.tuneView) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
  });
  return () => {
    removeEventListener("popstate", onHash);
    stop();
  };
}
