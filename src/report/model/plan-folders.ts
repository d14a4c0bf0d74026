import { createHash } from "node:crypto";
import { join } from "node:path";

import type { RunTitle } from "../../run/plan/run-title.ts";

export interface FolderOptions {
  /** `reports` by default. */
  readonly out: string;
  /** Names of the scenarios of this command. */
  readonly scenarios: readonly string[];
  readonly bus: string;
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface PlannedFolders {
  /** `<out>/<scenario or all>/<start>-<bus>-<seed>`: the reports of the whole command. */
  readonly command: string;
  /** `<scenario>-<variant>-<repetition>` inside it: the history and the plan of one run. */
  readonly run: (title: RunTitle) => string;
}

/** Decides names only; nothing is created. */
export function planFolders(options: FolderOptions): PlannedFolders {
  const [first, ...others] = options.scenarios;
  const scenario = first === undefined || others.length > 0 ? "all" : first;
  const start = options.startedAt.replaceAll(/[-:]|\.\d+/gu, "");
  const leaf = [start, options.bus, String(options.seed)].map(fileName).join("-");
  return foldersIn(join(options.out, fileName(scenario), leaf));
}

export function foldersIn(command: string): PlannedFolders {
  return {
    command,
    run: ({ scenario, variant, repetition }) =>
      join(command, [scenario, variant, String(repetition)].map(fileName).join("-")),
  };
}

/** The folder of one run of an exploration, named so that every token has its own. */
export function pointFolder(token: string, repetition: number): string {
  // Neither sign stands in a token unencoded, and every file system takes them.
  const name = token.replaceAll("/", "~").replaceAll(":", "=");
  const digest = createHash("sha256").update(token).digest("hex").slice(0, digestDigits);
  const short = name.length > longestToken ? `${name.slice(0, longestToken)}~${digest}` : name;
  return repetition === 1 ? short : `${short}~${repetition}`;
}

/** File systems take names of 255 bytes. */
const longestToken = 200;
const digestDigits = 16;
const longestName = 60;

/** Names of buses come from users' modules: nothing of them may leave the folder. */
function fileName(text: string): string {
  const safe = text.replaceAll(/[^\w.-]+/gu, "-").replace(/^[.-]+/u, "");
  return safe === "" ? "unnamed" : safe.slice(0, longestName);
}
