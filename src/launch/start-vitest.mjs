// @ts-check
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { LaunchError } from "./launch-error.mjs";

/**
 * Runs the vitest of the user's project in this process, as if the user had started it on this Node.
 *
 * @param {readonly string[]} words such as `run chaos/`.
 */
export async function startVitest(words) {
  const manifest = vitestManifest();
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  const program = join(dirname(manifest), typeof bin === "string" ? bin : bin.vitest);
  process.argv = [process.execPath, program, ...words];
  await import(pathToFileURL(program).href);
}

function vitestManifest() {
  try {
    return createRequire(join(process.cwd(), "package.json")).resolve("vitest/package.json");
  } catch {
    throw new LaunchError("this project has no vitest. Type: npm i -D vitest");
  }
}
