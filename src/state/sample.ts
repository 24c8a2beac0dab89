/** @file The built-in sample: fetched from beside the page, never from elsewhere. */
import { queryOptions } from "@tanstack/react-query";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { makeDrop } from "./drop.ts";
import { useStudio } from "./store.ts";

export interface SampleManifest {
  readonly title: string;
  readonly description: string;
  readonly model: string;
  readonly data: string;
  readonly classes: readonly string[];
  readonly preprocess: Partial<Preprocess>;
  /** Images per segment of the validation set. */
  readonly segments: Readonly<Record<string, number>>;
}

export interface SampleFiles {
  readonly manifest: SampleManifest;
  readonly data: Blob;
}

const urlOf = (file: string) => new URL(`sample/${file}`, document.baseURI).href;

async function get(file: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(urlOf(file), signal ? { signal } : {});
  if (!response.ok)
    throw new Error(`${file} of the sample could not be loaded: ${response.status} ${response.statusText}`);
  return response;
}

export const sampleQuery = queryOptions({
  queryKey: ["sample"],
  queryFn: async ({ signal }): Promise<SampleFiles> => {
    const manifest = (await (await get("sample.json", signal)).json()) as SampleManifest;
    return { manifest, data: await (await get(manifest.data, signal)).blob() };
  },
});

/** A few pictures for the card, spread over the classes, hard cases between ordinary ones. */
export const samplePicturesQuery = (sample: SampleFiles, count: number) =>
  queryOptions({
    queryKey: ["sample-pictures", count],
    queryFn: async () => {
      const { readFromZip } = await import("./zip.ts");
      return readFromZip(sample.data, (paths) => spread(paths, sample.manifest.classes, count));
    },
  });

/** `count` validation images, taking one class after the other, from different parts of each class. */
export function spread(paths: readonly string[], classes: readonly string[], count: number): readonly string[] {
  const images = paths.filter((p) => /\.(jpe?g|png|webp)$/i.test(p) && p.startsWith("validation/"));
  const ofClass = classes.map((name) => images.filter((p) => p.startsWith(`validation/${name}/`)));
  return Array.from({ length: count }, (_, i) => {
    const own = ofClass[i % classes.length] ?? [];
    return own[Math.floor(((i + 0.5) / count) * own.length)];
  }).filter((path) => path !== undefined);
}

/** Run again, the sample starts over: one of it is kept. */
const SAMPLE_PROJECT = "sample";

/** One click: opens the sample and runs the whole flow. */
export async function openSample({ manifest, data }: SampleFiles): Promise<void> {
  const model = await (await get(manifest.model)).blob();
  const archive = [{ path: manifest.data, blob: data }];
  const studio = useStudio.getState();
  studio.openProject({
    name: manifest.title,
    id: SAMPLE_PROJECT,
    model: makeDrop([{ path: manifest.model, blob: model }]),
    calibration: makeDrop(archive, manifest.title),
    validation: makeDrop(archive, manifest.title),
    suggested: manifest.preprocess,
  });
  studio.quantize();
  studio.goTo("tune");
}
