import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findingKinds } from "../../src/judging/finding/finding.ts";

const project = dirname(dirname(import.meta.dirname));
const ruleId = new RegExp(`"((?:${findingKinds.join("|")})/[a-z-]+)"`, "g");

/** Returns the source files of src/judging that report each rule id. Pages and tests do not count. */
export function rulePlaces(): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const file of ruleFiles()) {
    const text = readFileSync(join(project, file), "utf8");
    for (const id of new Set([...text.matchAll(ruleId)].map(([, found = ""]) => found))) {
      places.set(id, [...(places.get(id) ?? []), file]);
    }
  }
  return places;
}

function ruleFiles(): readonly string[] {
  return execFileSync("git", ["ls-files", "src/judging"], { cwd: project, encoding: "utf8" })
    .split("\n")
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|-page\.ts$|\/testing\//.test(file));
}
