/**
 * @file How long the page's main thread was busy at a stretch, in CPU time: what the page costs, not what
 * else the machine was doing. Read from the browser's own trace.
 */
import type { Browser, Page } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Start, µs of wall clock. */
  readonly ts: number;
  /** CPU time of the thread, µs. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { readonly processId?: number }[] };
  };
}

export interface Recording {
  /** CPU times of all tasks of the page's main thread, ms, longest first. */
  stop(): Promise<readonly number[]>;
}

export async function recordMainThread(browser: Browser, page: Page): Promise<Recording> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"] },
  });
  await page.evaluate(() => performance.now());
  return {
    async stop() {
      const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
      await session.send("Tracing.end");
      await complete;
      await session.detach();
      return mainThreadTasks(events);
    },
  };
}

/** The page's renderer is the one whose main thread worked most. */
function mainThreadTasks(events: readonly TraceEvent[]): readonly number[] {
  const mains = events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain");
  const tasks = mains.map(({ pid, tid }) =>
    events
      .filter((e) => e.pid === pid && e.tid === tid && e.ph === "X" && e.name === "RunTask")
      .map((e) => (e.tdur ?? 0) / 1000)
      .toSorted((a, b) => b - a),
  );
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  return tasks.toSorted((a, b) => sum(b) - sum(a))[0] ?? [];
}
