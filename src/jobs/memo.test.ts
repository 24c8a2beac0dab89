import { describe, expect, it } from "vitest";
import { createMemo } from "./memo.ts";

const abort = () => Object.assign(new Error("stopped"), { name: "AbortError" });

describe("a memo", () => {
  it("makes an answer once, even for callers at the same time", async () => {
    const memo = createMemo<number>(2);
    let made = 0;
    const make = async () => ++made;
    expect(await Promise.all([memo.get("a", make), memo.get("a", make)])).toEqual([1, 1]);
    expect(await memo.get("a", make)).toBe(1);
  });

  it("forgets the least recently used answer", async () => {
    const memo = createMemo<string>(2);
    memo.put("a", "A");
    memo.put("b", "B");
    memo.peek("a");
    memo.put("c", "C");
    expect(["a", "b", "c"].map(memo.peek)).toEqual(["A", undefined, "C"]);
  });

  it("does not keep a failure", async () => {
    const memo = createMemo<string>(2);
    await expect(memo.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await memo.get("a", async () => "yes")).toBe("yes");
  });

  it("lets one caller go while another still waits", async () => {
    const memo = createMemo<string>(2);
    const stop = new AbortController();
    let finish: (value: string) => void = () => {};
    const first = memo.get("a", () => new Promise<string>((resolve) => (finish = resolve)));
    const second = memo.get("a", async () => "never", stop.signal);
    stop.abort();
    await expect(second).rejects.toThrow("aborted");
    finish("A");
    expect(await first).toBe("A");
  });

  it("starts again for a caller whose predecessor was stopped", async () => {
    const memo = createMemo<string>(2);
    const first = memo.get("a", () => Promise.reject(abort()));
    const second = memo.get("a", async () => "mine", new AbortController().signal);
    const third = memo.get("a", async () => "never", AbortSignal.abort());
    await expect(first).rejects.toThrow("stopped");
    await expect(third).rejects.toThrow("aborted");
    expect(await second).toBe("mine");
  });
});
