import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

const storedSchema = z.object({
  bus: z.string(),
  library: z.string(),
  /** The command that repeats it. */
  command: z.string(),
  startedAt: z.string(),
  lastGood: z.string(),
  firstBad: z.string(),
  tried: z.array(z.object({ version: z.string(), trial: z.enum(["good", "bad"]) })),
});

/** A pair of neighbouring versions of a library, of which only the first one passes, and how bisect found it. */
export type StoredBisection = z.infer<typeof storedSchema>;

/** Returns the folder of the bisections, inside the folder of the stored results. */
export function bisectionsFolder(results: string): string {
  return join(results, "bisect");
}

/** Stores a bisection of an adapter in place of the one before. */
export function writeBisection(folder: string, bisection: StoredBisection): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${bisection.bus}.json`), JSON.stringify(bisection));
}

/** Reads all stored bisections, in the order of their adapters' names. */
export function readBisections(folder: string): StoredBisection[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files
    .toSorted()
    .map((name) => storedSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
}

/** Returns the lines of the page, without any if there are no bisections. */
export function bisectionLines(bisections: readonly StoredBisection[]): string[] {
  if (bisections.length === 0) return [];
  return [
    "## Versions found by bisect",
    "",
    ...bisections.flatMap(({ library, command, startedAt, lastGood, firstBad, tried }) => [
      `On ${startedAt.slice(0, 10)}, bisect found that ${library} ${lastGood} passes and ${firstBad} fails:`,
      "",
      "```sh",
      command,
      "```",
      "",
      `It tried ${tried.map(({ version, trial }) => `${version} (${trial})`).join(", ")}.`,
      "",
    ]),
  ];
}
