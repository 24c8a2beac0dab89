import { describe, expect, it } from "vitest";
import { budgetText, DEFAULT_BUDGET, goalOf, maxBytes } from "./budget.ts";

describe("a budget", () => {
  it("limits the size in kB, MB, or by a factor", () => {
    expect(maxBytes({ size: null }, 1e6)).toBeNull();
    expect(maxBytes({ size: { value: 320, unit: "kB" } }, 1e6)).toBe(320e3);
    expect(maxBytes({ size: { value: 1.5, unit: "MB" } }, 1e6)).toBe(1.5e6);
    expect(maxBytes({ size: { value: 4, unit: "times" } }, 1e6)).toBe(250e3);
  });

  it("becomes a goal of a search: top-1 with labels, agreement without", () => {
    const budget = { ...DEFAULT_BUDGET, segments: [{ segment: "dark", maxDrop: 2 }] };
    expect(goalOf(budget, 1e6, true)).toMatchObject({ metric: "top1", maxDrop: 1, segments: budget.segments });
    expect(goalOf(budget, 1e6, false)).toMatchObject({
      metric: "agreement",
      maxDrop: 3,
      minAgreement: 97,
      segments: [],
    });
  });

  it("is said in words", () => {
    expect(budgetText(DEFAULT_BUDGET, true)).toBe("lose at most 1 point of top-1; any size");
    expect(budgetText(DEFAULT_BUDGET, false)).toBe("agree on at least 97 %; any size");
    const segments = [{ segment: "dark", maxDrop: 2 }];
    const size = { value: 4, unit: "times" } as const;
    expect(budgetText({ ...DEFAULT_BUDGET, unit: "relative", maxDrop: 0.5, segments, size }, true)).toBe(
      "lose at most 0.5 % of top-1, 2 % of dark; 4 × smaller",
    );
  });
});
