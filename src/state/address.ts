/** @file The address holds place and selection, so Back works and a link reopens the view. */
import { PLACES, type Place, type TensorKind } from "./slices/view.ts";
import { useStudio, type Studio } from "./store.ts";

export interface Address {
  readonly place: Place;
  readonly layer: string | null;
  readonly tensorKind: TensorKind;
  readonly sample: string | null;
}

export function toHash({ place, layer, tensorKind, sample }: Address): string {
  const query = new URLSearchParams();
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
    layer: query.get("layer"),
    tensorKind: query.get("tensor") === "weight" ? "weight" : "activation",
    sample: query.get("image"),
  };
}

const addressOf = ({ place, layer, tensorKind, sample }: Studio): Address => ({ place, layer, tensorKind, sample });

/** Keeps store and address equal. A new place makes an entry in the history, a new selection replaces it. */
export function followAddress(): () => void {
  useStudio.setState(fromHash(location.hash));
  const onHash = () => useStudio.setState(fromHash(location.hash));
  addEventListener("popstate", onHash);
  const stop = useStudio.subscribe((now, before) => {
    const hash = toHash(addressOf(now));
    if (hash === location.hash || (location.hash === "" && hash === "#model")) return;
    if (now.place === before.place) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
  });
  return () => {
    removeEventListener("popstate", onHash);
    stop();
  };
}
