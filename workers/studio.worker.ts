/** @file The studio worker: answers the page, and starts the engines that run models when they are needed. */
import { reviveError } from "../src/core/revive.ts";
import type { EngineApi } from "../src/jobs/engine-protocol.ts";
import type { StudioApi } from "../src/jobs/protocol.ts";
import { withStreamedResults } from "../src/jobs/streamed-results.ts";
import { createStudio } from "../src/jobs/studio.ts";
import { answersInBrowser } from "../src/platform/answers-web.ts";
import { decodeInBrowser } from "../src/platform/decode-web.ts";
import { fileSink } from "../src/platform/opfs.ts";
import { createPool } from "../src/rpc/pool.ts";
import { serve } from "../src/rpc/serve.ts";

/** More engines than this only take memory: images are decoded in them too. */
const MOST_ENGINES = 4;

/**
 * How long an engine may take to answer Stop, ms. Shorter than what the page grants this worker: an engine
 * is replaced at little cost, while with this worker everything that was worked out would go.
 */
const GRACE = 600;

const engines = createPool<EngineApi>({
  size: Math.max(1, Math.min(MOST_ENGINES, navigator.hardwareConcurrency || 1)),
  spawn: () => new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" }),
  revive: reviveError,
  grace: GRACE,
});

const deps = { engines, decode: decodeInBrowser, sink: fileSink, answers: answersInBrowser() };

serve<StudioApi>(self, withStreamedResults(createStudio(deps)));
