/**
 * @file ONNX Runtime's WebAssembly build: in browser workers, and in Node so that the command line
 * calibrates with the same arithmetic and writes the same bytes. One thread per instance; parallelism
 * comes from several workers. Where its files are is the caller's business (ort-web-browser, ort-web-node).
 */
import * as ort from "onnxruntime-web/wasm";
import type { Runtime, Session } from "../core/runtime.ts";
import { describeCapture, observeOnHeap, type Capture } from "./ort-heap.ts";
import { selfCheck } from "./ort-self-check.ts";
import { createSession, wrapSession } from "./ort-session.ts";

/** URLs of the three files the runtime is made of. */
export interface OrtFiles {
  /** Emscripten's module, `ort-wasm-simd-threaded.mjs`. */
  readonly module: string;
  readonly wasm: string;
  /** Our module around it (ort-wrap.mjs), which lets statistics read the heap in place. */
  readonly wrap: string;
}

export interface WebRuntime extends Runtime {
  /** The runtime's heap when outputs are observed in place; null when they are copied out. */
  readonly heap: OrtHeap | null;
}

/** What a kernel needs to work inside the runtime's memory. */
export interface OrtHeap {
  readonly memory: WebAssembly.Memory;
  /** Reserves bytes on the heap, 16-byte aligned; never freed. */
  readonly reserve: (bytes: number) => number;
}

/**
 * Starts the runtime and checks, on a tiny model, that observing in place gives what copying gives.
 * May be called once per thread: the package keeps one instance.
 * @throws StudioError `runtime/load` when the wasm does not start
 */
export async function createWebRuntime(files: OrtFiles): Promise<WebRuntime> {
  const capture = describeCapture(files.module);
  ort.env.logLevel = "fatal";
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs: files.wrap, wasm: files.wasm };
  const inTurn = queue();
  const load = (onHeap: boolean): Runtime["load"] => {
    return (model, options) =>
      inTurn(async () => {
        const session = await createSession(ort, model, options, { executionProviders: ["wasm"] });
        const copying = takingTurns(wrapSession(ort, session), inTurn);
        if (!onHeap) return copying;
        const observe: Session["observe"] = (feeds, fetch, sink) =>
          inTurn(() => observeOnHeap(ort, session, capture, { feeds, fetch, sink }));
        return { ...copying, observe };
      });
  };
  const trusted = await selfCheck(load(false), load(true));
  const id = `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common} (wasm)`;
  return { id, heap: trusted ? heapOf(capture) : null, load: load(trusted) };
}

function heapOf({ module, memory }: Capture): OrtHeap | null {
  if (module === null || memory === null) return null;
  return { memory, reserve: (bytes) => (module._malloc(bytes + 15) + 15) & ~15 };
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** One instance runs one thing at a time (onnxruntime issue 15735): calls wait for those before them. */
function queue(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

function takingTurns(session: Session, inTurn: InTurn): Session {
  return {
    ...session,
    run: (feeds, fetch) => inTurn(() => session.run(feeds, fetch)),
    observe: (feeds, fetch, sink) => inTurn(() => session.observe(feeds, fetch, sink)),
    release: () => inTurn(() => session.release()),
  };
}
