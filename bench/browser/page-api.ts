/** @file What Node asks of the page that engine-page.ts fills. Plain data only: it crosses into the browser as JSON. */
import type { Preprocess } from "../../src/core/samples/preprocess-spec.ts";
import type { ModelSource } from "../../src/jobs/engines.ts";

export interface RemoteModel extends Omit<ModelSource, "blob"> {
  readonly url: string;
}

export interface RemoteImage {
  readonly id: string;
  readonly url: string;
}

export interface Setup {
  /** URL of the built engine worker. */
  readonly engine: string;
  readonly models: Readonly<Record<"fp32" | "tapped" | "int8", RemoteModel>>;
  readonly taps: readonly string[];
  readonly images: readonly RemoteImage[];
  readonly preprocess: Preprocess;
}

export interface Task {
  /** `calibrate` runs the tapped model and keeps statistics; `weights` refines the rounding of all weights to INT4. */
  readonly job: "fp32" | "int8" | "calibrate" | "weights";
  readonly workers: number;
  readonly images: number;
  /** Decode again instead of using what the engines have kept. */
  readonly afresh?: boolean;
}

export interface PageApi {
  /** Fetches models and images, so that later runs wait for nothing. */
  readonly open: (setup: Setup) => Promise<void>;
  /** @returns ms */
  readonly run: (task: Task) => Promise<number>;
  /** Decodes, then crops and normalises, one image after the other. @returns ms of all images */
  readonly decode: (images: number) => Promise<{ readonly decode: number; readonly resize: number }>;
  /** Engines the studio starts on this machine. */
  readonly engines: () => number;
}
