import type { Slice } from "../store.ts";

export const PLACES = ["model", "data", "tune", "check", "ship"] as const;
export type Place = (typeof PLACES)[number];

export type TensorKind = "activation" | "weight";

/** Looks at the layers of Tune; the panels of each are in ui/panels/tune/views.ts. */
export const TUNE_VIEWS = ["layers", "graph", "ranges", "sensitivity", "variants", "search"] as const;
export type TuneViewId = (typeof TUNE_VIEWS)[number];

/** Where the user is and what is selected. The address holds the same; see address.ts. */
export interface ViewSlice {
  readonly place: Place;
  readonly tuneView: TuneViewId;
  /** Selected layer, by node name. */
  readonly layer: string | null;
  readonly tensorKind: TensorKind;
  /** Selected image, by sample id. */
  readonly sample: string | null;
  /** Width of the inspector, px. */
  readonly inspectorWidth: number;
  /** Every setting of the recipe is shown, not the presets alone. */
  readonly expert: boolean;
  goTo(place: Place): void;
  /** Goes to Tune and shows this view of it. */
  showTune(view: TuneViewId): void;
  selectLayer(layer: string | null): void;
  selectTensor(tensorKind: TensorKind): void;
  selectSample(sample: string | null): void;
  setInspectorWidth(width: number): void;
  setExpert(expert: boolean): void;
}

const WIDTH_KEY = "qstudio.inspector-width";
const [NARROWEST, WIDEST, USUAL] = [300, 640, 348];

/** Stored by an earlier visit, or the usual one. */
function rememberedWidth(): number {
  const stored = Number(globalThis.localStorage?.getItem(WIDTH_KEY) ?? USUAL);
  return clampWidth(Number.isFinite(stored) ? stored : USUAL);
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export const viewSlice: Slice<ViewSlice> = (set) => ({
  place: "model",
  tuneView: "layers",
  layer: null,
  tensorKind: "activation",
  sample: null,
  inspectorWidth: rememberedWidth(),
  expert: false,
  goTo: (place) => set(() => ({ place })),
  showTune: (tuneView) => set(() => ({ place: "tune", tuneView })),
  selectLayer: (layer) => set(() => ({ layer })),
  selectTensor: (tensorKind) => set(() => ({ tensorKind })),
  selectSample: (sample) => set(() => ({ sample })),
  setExpert: (expert) => set(() => ({ expert })),
  setInspectorWidth: (width) => {
    const inspectorWidth = clampWidth(width);
    globalThis.localStorage?.setItem(WIDTH_KEY, String(inspectorWidth));
    set(() => ({ inspectorWidth }));
  },
});
