/**
 * @file Weights of large models become integers before the file is made: layer by layer, so that progress is seen and
 * Stop is heard, and refined rounding on all engines at once. `quantize` finds the answers, equal to the last bit.
 */
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import type { Blocks } from "../core/formats/weight-only/blocks.ts";
import { cutView, emptyBlocks, type Part, partOf, withPart } from "../core/formats/weight-only/pieces.ts";
import { rememberBlocks, solvePart, type Solving, weightsOf } from "../core/formats/weight-only/solving.ts";
import type { Graph } from "../core/graph/graph.ts";
import { elementCount } from "../core/onnx/tensor-data.ts";
import { weightWork } from "../core/pipeline.ts";
import type { WeightWork } from "../core/quantize/weight-work.ts";
import type { Recipe } from "../core/recipe.ts";
import { macrotask } from "./engine/macrotask.ts";
import { type EnginePool, overShards } from "./engines.ts";
import type { Job } from "./evaluate.ts";
import type { Progress } from "./protocol.ts";

export interface WeightTask {
  readonly graph: Graph;
  readonly stats: CalibrationStats;
  readonly recipe: Recipe;
}

/** Models with fewer weights are done at once: some 100 ms of rounding to nearest. */
const MANY = 5e6;
/** The same of refined rounding, which takes more than ten times as long. */
const MANY_REFINED = 2e5;
/** Weights between two pauses, about: some 20 ms. */
const PIECE = 2 ** 20;
/** Some 100 ms, and 1 MB to send. */
const REFINED_PIECE = 2 ** 18;

/** @throws StudioError as `quantize` does for this recipe */
export async function warmWeights(pool: EnginePool, task: WeightTask, job: Job<Progress>): Promise<void> {
  const weights = [...task.graph.constants.values()].reduce((sum, tensor) => sum + elementCount(tensor), 0);
  if (weights < (task.recipe.weights.rounding === "hqq" ? MANY_REFINED : MANY)) return;
  const work = weightWork(task.graph, task.stats, task.recipe);
  if (work.length === 0) return;
  let done = 0;
  const tell = () => job.progress({ stage: "quantize", done, total: work.length, unit: "layers" });
  const finished = () => {
    done++;
    tell();
  };
  tell();
  const away = work.flatMap((w) => (w.kind === "blocks" && isRefined(w.solving) ? [w.solving] : []));
  const here = work.filter((w) => w.kind === "static" || !isRefined(w.solving));
  await solveAway(pool, away, job.signal, finished);
  await solveHere(here, job.signal, finished);
}

const isRefined = ({ setting }: Solving) => setting.rounding === "hqq";

/** Every engine takes the next piece when it is done with one. */
async function solveAway(
  pool: EnginePool,
  solvings: readonly Solving[],
  signal: AbortSignal,
  finished: () => void,
): Promise<void> {
  if (solvings.length === 0) return;
  const pieces = piecesOf(solvings, finished);
  const engines = Array.from({ length: pool.size }, (_, index) => [index]);
  await overShards(engines, signal, async (index, _engine, stop) => {
    for (const { part, setting, put } of pieces) {
      // An engine in this process would not let Stop in by itself.
      await macrotask();
      stop.throwIfAborted();
      put(await pool.at(index)("weights", { ...sendable(part), setting }, { signal: stop }));
    }
  });
}

/** Sending a view would send all of the file behind it. */
function sendable({ data, view }: Part): Part {
  return { view, data: data.byteLength === data.buffer.byteLength ? data : data.slice() };
}

/** Rounding to nearest takes no longer than sending would. */
async function solveHere(work: readonly WeightWork[], signal: AbortSignal, finished: () => void): Promise<void> {
  const pause = async () => {
    await macrotask();
    signal.throwIfAborted();
  };
  for (const each of work) {
    if (each.kind === "blocks") {
      for (const { part, setting, put } of piecesOf([each.solving], finished)) {
        await pause();
        put(solvePart(part.data, part.view, setting));
      }
    } else {
      await pause();
      for (const steps = each.steps(); steps.next().done !== true;) await pause();
      finished();
    }
  }
}

interface PieceWork {
  readonly part: Part;
  readonly setting: Solving["setting"];
  /** Takes what became of the piece. The last of a weight makes it known. */
  readonly put: (solved: Blocks) => void;
}

/** @param finished called for every weight whose pieces were all put */
function* piecesOf(solvings: readonly Solving[], finished: () => void): Generator<PieceWork> {
  for (const solving of solvings) {
    const { view, setting } = solving;
    const data = weightsOf(solving);
    const pieces = cutView(view, isRefined(solving) ? REFINED_PIECE : PIECE);
    let blocks = emptyBlocks(view, setting.signed);
    let left = pieces.length;
    for (const piece of pieces) {
      const put = (solved: Blocks) => {
        blocks = withPart(blocks, view, piece, solved);
        if (--left > 0) return;
        rememberBlocks(solving, blocks);
        finished();
      };
      yield { part: partOf(data, view, piece), setting, put };
    }
  }
}
