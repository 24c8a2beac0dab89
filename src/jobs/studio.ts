/** @file The studio: every job of the protocol by name, over one desk. Runs in the studio worker and under Node. */
import { calibrateJob } from "./calibrate.ts";
import { driftJob, healthJob } from "./calibration-health.ts";
import { changesJob } from "./changes.ts";
import { createDesk, type StudioDeps } from "./desk.ts";
import { deviceJob } from "./device.ts";
import type { Job } from "./evaluate.ts";
import { exportJob } from "./export.ts";
import { fusionJob } from "./fusion.ts";
import { graphViewJob } from "./graph-view.ts";
import { judgeJob } from "./judge.ts";
import { measureFileJob } from "./measure-file.ts";
import { baselineJob, evaluateJob } from "./measure.ts";
import { openDataJob } from "./open-data.ts";
import { openModelJob } from "./open-model.ts";
import { overlapJob } from "./overlap.ts";
import { pinEffectJob } from "./pin-effect.ts";
import { previewJob, thumbnailsJob } from "./pictures.ts";
import { prepareJob } from "./prepare.ts";
import type { StudioApi } from "./protocol.ts";
import { quantizeJob, tensorJob } from "./quantize.ts";
import { sampleLayersJob } from "./sample-layers.ts";
import { saturationJob } from "./saturation.ts";
import { searchJob } from "./search.ts";
import { sensitivityJob } from "./sensitivity.ts";
import { stressJob } from "./stress.ts";
import { stressPreviewJob } from "./stress-preview.ts";
import { streamJob } from "./stream.ts";
import { taskJob } from "./task.ts";

export type StudioJobs = {
  readonly [K in keyof StudioApi]: (
    request: StudioApi[K]["request"],
    job: Job<StudioApi[K]["progress"]>,
  ) => Promise<StudioApi[K]["result"]>;
};

export function createStudio(deps: StudioDeps): StudioJobs {
  const desk = createDesk(deps);
  return {
    openModel: (request, job) => openModelJob(desk, request, job),
    openData: (request, job) => openDataJob(desk, request, job),
    preview: (request) => previewJob(desk, request),
    thumbnails: (request, job) => thumbnailsJob(desk, request, job),
    stream: (request, job) => streamJob(desk, request, job),
    prepare: (request, job) => prepareJob(desk, request, job),
    baseline: (request, job) => baselineJob(desk, request, job),
    calibrate: (request, job) => calibrateJob(desk, request, job),
    quantize: (request, job) => quantizeJob(desk, request, job),
    fusion: (request, job) => fusionJob(desk, request, job),
    device: (request, job) => deviceJob(desk, request, job),
    graphView: (request, job) => graphViewJob(desk, request, job),
    tensor: (request, job) => tensorJob(desk, request, job),
    evaluate: (request, job) => evaluateJob(desk, request, job),
    measureFile: (request, job) => measureFileJob(desk, request, job),
    health: (request, job) => healthJob(desk, request, job),
    drift: (request, job) => driftJob(desk, request, job),
    saturation: (request, job) => saturationJob(desk, request, job),
    sampleLayers: (request, job) => sampleLayersJob(desk, request, job),
    sensitivity: (request, job) => sensitivityJob(desk, request, job),
    pinEffect: (request, job) => pinEffectJob(desk, request, job),
    stress: (request, job) => stressJob(desk, request, job),
    stressPreview: (request, job) => stressPreviewJob(desk, request, job),
    search: (request, job) => searchJob(desk, request, job),
    overlap: (request) => overlapJob(desk, request),
    task: (request) => taskJob(desk, request),
    judge: (request) => judgeJob(desk, request),
    changes: (request, job) => changesJob(desk, request, job),
    export: (request, job) => exportJob(desk, request, job),
  };
}
