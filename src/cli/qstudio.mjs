#!/usr/bin/env node
// Runs the TypeScript sources as they are: what the page runs and what this runs cannot drift apart.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
