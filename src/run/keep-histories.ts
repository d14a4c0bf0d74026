import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { historyFileOf } from "./run-folder.ts";
import type { JudgedRun, RunRecord } from "./run-record.ts";

/** The histories that stay: those of all runs, or only of runs that did not pass. */
type KeptHistories = "all" | "failed";

/** Fast: a history shrinks to a tenth at this level, and to a twelfth at the highest. */
const level = 3;

/**
 * Makes the histories of runs that passed small, or removes them. That of a run that did not pass stays as it is, for
 * people who read it. Call it when nothing is written to the histories any more. A history that cannot be
 * compressed stays as it is.
 */
export async function keepHistories(
  records: readonly RunRecord[],
  kept: KeptHistories,
): Promise<void> {
  const files = records.filter(hasPassed).map(({ directory }) => historyFileOf(directory));
  const act = kept === "all" ? compress : remove;
  for (const file of new Set(files)) await act(file).catch(() => undefined);
}

function hasPassed(record: RunRecord): record is JudgedRun {
  return record.kind === "judged" && record.judgement.verdict === "pass" && !record.interrupted;
}

async function remove(file: string): Promise<void> {
  await rm(file, { force: true });
}

async function compress(file: string): Promise<void> {
  const draft = `${file}.gz.tmp`;
  try {
    await pipeline(createReadStream(file), createGzip({ level }), createWriteStream(draft));
    await rename(draft, `${file}.gz`);
    await rm(file);
  } finally {
    await rm(draft, { force: true });
  }
}
