/**
 * @file Finds a Chromium for the browser tests, or installs one: Playwright's own download where the network
 * allows it, the system's package otherwise.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function installed() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  return SYSTEM.find((path) => existsSync(path)) ?? playwrights();
}

function playwrights() {
  const script = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
  const path = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim();
  return existsSync(path) ? path : undefined;
}

function attempt(command, args, timeout) {
  console.log(`> ${command} ${args.join(" ")}`);
  return spawnSync(command, args, {
    stdio: "inherit",
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** Path of a Chromium that can be launched. Throws with what to do when none can be had. */
export function ensureChromium() {
  const found = installed();
  if (found) return found;
  attempt("npx", ["playwright", "install", "--with-deps", "chromium"], 300_000);
  if (installed()) return installed();
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const args of [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
  ]) {
    const [command, ...rest] = [...sudo, ...args];
    attempt(command, rest, 600_000);
  }
  const path = installed();
  if (!path) throw new Error("No Chromium: install the package chromium, or set CHROMIUM_PATH to a browser.");
  return path;
}
