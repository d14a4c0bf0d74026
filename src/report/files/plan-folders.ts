import { createHash } from "node:crypto";
import { join } from "node:path";

import type { RunTitle } from "../../run/plan/run-title.ts";

/** The facts that name the folders of a command. */
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

/** The folders of a command. */
export interface PlannedFolders {
  /** The folder for the reports of the command: `<out>/<scenario or all>/<start>-<bus>-<seed>`. */
  readonly command: string;
  /** The folder inside it for the history and the plan of a run: `<scenario>-<variant>-<repetition>`. */
  readonly run: (title: RunTitle) => string;
}

/** Returns a start time for the name of a folder: `2026-11-21T10:00:00.123Z` gives `20261121T100000Z`. */
export function startStamp(startedAt: string): string {
  return startedAt.replaceAll(/[-:]|\.\d+/gu, "");
}

/** Decides names only, and creates nothing. */
export function planFolders(options: FolderOptions): PlannedFolders {
  const [first, ...others] = options.scenarios;
  const scenario = first === undefined || others.length > 0 ? "all" : first;
  const leaf = [startStamp(options.startedAt), options.bus, String(options.seed)]
    .map(fileName)
    .join("-");
  return foldersIn(join(options.out, fileName(scenario), leaf));
}

/** Returns the folders inside the folder of a command that exists already. */
export function foldersIn(command: string): PlannedFolders {
  return {
    command,
    run: ({ scenario, variant, repetition }) =>
      join(command, [scenario, variant, String(repetition)].map(fileName).join("-")),
  };
}

/** Names the folder of one run of an exploration, so that every token has its own. */
export function pointFolder(token: string, repetition: number): string {
  // Tokens percent-encode `~` and `=`, so the name stays unique. Every file system allows both.
  const name = token.replaceAll("/", "~").replaceAll(":", "=");
  const digest = createHash("sha256").update(token).digest("hex").slice(0, digestDigits);
  const short = name.length > longestToken ? `${name.slice(0, longestToken)}~${digest}` : name;
  return repetition === 1 ? short : `${short}~${repetition}`;
}

/** File systems take names of at most 255 bytes. */
const longestToken = 200;
const digestDigits = 16;
const longestName = 60;

/** Makes a name safe for a path. A bus names itself, and must not name its way out of the folder. */
function fileName(text: string): string {
  const safe = text.replaceAll(/[^\w.-]+/gu, "-").replace(/^[.-]+/u, "");
  return safe === "" ? "unnamed" : safe.slice(0, longestName);
}
