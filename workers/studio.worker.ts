/** @file The studio worker: answers the page, and starts the engines that run models when they are needed. */
import { reviveError } from "../src/core/revive.ts";
import type { EngineApi } from "../src/jobs/engine-protocol.ts";
import type { StudioApi } from "../src/jobs/protocol.ts";
import { createStudio } from "../src/jobs/studio.ts";
import { decodeInBrowser } from "../src/platform/decode-web.ts";
import { createPool } from "../src/rpc/pool.ts";
import { serve } from "../src/rpc/serve.ts";

/** More engines than this only take memory: images are decoded in them too. */
const MOST_ENGINES = 4;

const engines = createPool<EngineApi>({
  size: Math.max(1, Math.min(MOST_ENGINES, navigator.hardwareConcurrency || 1)),
  spawn: () => new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" }),
  revive: reviveError,
});

serve<StudioApi>(self, createStudio({ engines, decode: decodeInBrowser }));
