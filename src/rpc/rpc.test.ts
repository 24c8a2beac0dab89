import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { createClient, type Client } from "./client.ts";
import { createPool } from "./pool.ts";
import { serve, type Jobs } from "./serve.ts";
import { plainError, WORKER_DIED } from "./wire.ts";

type TestApi = {
  count: { request: { to: number }; progress: number; result: string };
  fail: { request: { code: string }; progress: never; result: never };
  wait: { request: null; progress: never; result: never };
  deaf: { request: { ms: number }; progress: never; result: string };
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const heard: string[] = [];
const jobs: Jobs<TestApi> = {
  async count({ to }, { progress }) {
    for (let i = 1; i <= to; i++) progress(i);
    return `counted to ${to}`;
  },
  async fail({ code }) {
    throw Object.assign(new TypeError("bad input"), { code, detail: { file: "a.png", width: 3 } });
  },
  wait: (_request, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        heard.push("abort");
        reject(signal.reason);
      });
    }),
  deaf: ({ ms }) => new Promise((resolve) => setTimeout(() => resolve("late"), ms)),
};

function connect(options: Parameters<typeof createClient>[1] = {}): Client<TestApi> {
  const { port1, port2 } = new MessageChannel();
  stops.push(serve<TestApi>(port2, jobs));
  const client = createClient<TestApi>(port1, options);
  stops.push(client.close);
  return client;
}

describe("a call", () => {
  it("reports progress in order and before its result", async () => {
    const { call } = connect();
    const seen: unknown[] = [];
    const result = await call("count", { to: 4 }, { onProgress: (n) => seen.push(n) });
    seen.push(result);
    expect(seen).toEqual([1, 2, 3, 4, "counted to 4"]);
  });

  it("runs beside other calls and each gets its own answer", async () => {
    const { call, pending } = connect();
    const both = Promise.all([call("count", { to: 2 }), call("count", { to: 7 })]);
    expect(pending()).toBe(2);
    expect(await both).toEqual(["counted to 2", "counted to 7"]);
    expect(pending()).toBe(0);
  });

  it("fails with code and detail, rebuilt by revive", async () => {
    class Known extends Error {}
    const { call } = connect({
      revive: (e) => Object.assign(new Known(e.message), { code: e.code, detail: e.detail }),
    });
    const error = await call("fail", { code: "data/size" }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Known);
    expect(error).toMatchObject({ message: "bad input", code: "data/size", detail: { file: "a.png", width: 3 } });
  });

  it("to a job that does not exist fails and names it", async () => {
    const call = connect().call as unknown as (job: string, request: unknown) => Promise<unknown>;
    await expect(call("toString", {})).rejects.toThrow("There is no job named “toString”.");
  });

  it("with a request that cannot be cloned rejects and leaves nothing pending", async () => {
    const client = connect();
    await expect(client.call("count", { to: (() => 1) as unknown as number })).rejects.toThrow("could not be cloned");
    expect(client.pending()).toBe(0);
  });
});

describe("an abort", () => {
  it("reaches the job and rejects the call with the signal's reason", async () => {
    const { call } = connect();
    const controller = new AbortController();
    heard.length = 0;
    const result = call("wait", null, { signal: controller.signal });
    controller.abort(new Error("stopped by me"));
    await expect(result).rejects.toThrow("stopped by me");
    expect(heard).toEqual(["abort"]);
  });

  it("before the call starts never reaches the worker", async () => {
    const client = connect();
    await expect(client.call("count", { to: 1 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(client.pending()).toBe(0);
  });

  it("that a job does not hear rejects after the grace and reports it", async () => {
    let unresponsive = 0;
    const { call } = connect({ grace: 20, onUnresponsive: () => unresponsive++ });
    const controller = new AbortController();
    const result = call("deaf", { ms: 300 }, { signal: controller.signal });
    controller.abort();
    const since = performance.now();
    await expect(result).rejects.toMatchObject({ name: "AbortError" });
    expect(performance.now() - since).toBeLessThan(200);
    expect(unresponsive).toBe(1);
  });
});

/** A worker thread of Node: echoes, throws outside any job, leaves, or hears nothing for two seconds, as told. */
const THREAD = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", ({ id, kind, job, request }) => {
    if (kind !== "start") return;
    if (job === "count") parentPort.postMessage({ kind: "done", id, value: "counted to " + request.to });
    if (job === "fail") setTimeout(() => { throw new Error("memory access out of bounds"); }, 0);
    if (job === "wait") process.exit(3);
    if (job === "deaf") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  });`;

describe("a pool", () => {
  const spawned: number[] = [];
  const pool = (size: number, grace = 1000) => {
    spawned.length = 0;
    const made = createPool<TestApi>({
      size,
      grace,
      revive: plainError,
      spawn: (index) => {
        spawned.push(index);
        return new Worker(THREAD, { eval: true });
      },
    });
    stops.push(made.close);
    return made;
  };

  it("starts workers only when they are needed", async () => {
    const { at } = pool(3);
    expect(spawned).toEqual([]);
    expect(await at(2)("count", { to: 5 })).toBe("counted to 5");
    expect(spawned).toEqual([2]);
  });

  it("gives a call to the least busy worker", async () => {
    const { call } = pool(2);
    await Promise.all([call("count", { to: 1 }), call("count", { to: 2 })]);
    expect(spawned).toEqual([0, 1]);
  });

  it("rejects what a crashed worker owed and replaces the worker", async () => {
    const { at, generation } = pool(2);
    const error = await at(0)("fail", { code: "" }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      name: WORKER_DIED,
      detail: { job: "fail", message: "memory access out of bounds" },
    });
    expect(await at(0)("count", { to: 3 })).toBe("counted to 3");
    expect(spawned).toEqual([0, 0]);
    expect([generation(0), generation(1)]).toEqual([2, 0]);
  });

  it("rejects what a worker owed that left", async () => {
    const { at } = pool(1);
    await expect(at(0)("wait", null)).rejects.toMatchObject({ detail: { message: "it left with code 3" } });
  });

  it("replaces a worker that does not answer an abort", async () => {
    const { at, generation } = pool(1, 20);
    const controller = new AbortController();
    const deaf = at(0)("deaf", { ms: 0 }, { signal: controller.signal });
    controller.abort();
    await expect(deaf).rejects.toMatchObject({ name: "AbortError" });
    expect(await at(0)("count", { to: 1 })).toBe("counted to 1");
    expect(generation(0)).toBe(2);
  });

  it("gives a call that waited behind a deaf one to the fresh worker", async () => {
    const { at, generation } = pool(1, 20);
    const controller = new AbortController();
    const deaf = at(0)("deaf", { ms: 0 }, { signal: controller.signal });
    const innocent = at(0)("count", { to: 3 });
    controller.abort();
    await expect(deaf).rejects.toMatchObject({ name: "AbortError" });
    expect(await innocent).toBe("counted to 3");
    expect(generation(0)).toBe(2);
  });

  it("refuses to be empty, and an index outside", () => {
    expect(() => pool(0)).toThrow("at least one worker, not 0");
    expect(() => pool(1).at(1)).toThrow("no worker 1 in a pool of 1");
  });
});
