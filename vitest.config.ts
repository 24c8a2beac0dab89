import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    // Real models take a few seconds each on a small machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // As in playwright.config.ts: a machine that stalls is not a failure.
    retry: 1,
    pool: "forks",
  },
});
