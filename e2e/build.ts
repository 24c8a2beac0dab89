import { build } from "vite";
import { DIST } from "./server.ts";

/** Builds the studio once before all tests, unless the caller has just done so. */
export default async function buildStudio(): Promise<void> {
  if (process.env["STUDIO_BUILT"] === "1") return;
  await build({ logLevel: "warn", build: { outDir: DIST, emptyOutDir: true } });
}
