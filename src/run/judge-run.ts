import { dirname } from "node:path";

import { readHistory } from "../history/history-file.ts";
import { createIndexer } from "../history/index-history.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import { judge } from "../judging/judge.ts";
import { busLogOf } from "./run-folder.ts";
import type { JudgedRun } from "./run-record.ts";
import { readPrinted } from "./strays/bus-log.ts";

/** Judges one run from its history file. Needs no Redis, and gives the same result every time. */
export function judgeRun(historyFile: string): JudgedRun {
  const history = readIndexed(historyFile);
  const { scenario, variant, bus, seed, repetition, guarantees, environment } = history.header;
  return {
    kind: "judged",
    title: { scenario, variant, bus, seed, repetition, position: 1, total: 1 },
    guarantees,
    environment,
    judgement: judge(history),
    faults: history.faults,
    said: [...new Set(history.notices.map(({ notice }) => notice))],
    isSelfCheck: history.header.control !== undefined,
    directory: dirname(historyFile),
    printed: readPrinted(busLogOf(dirname(historyFile))),
    durationMs: history.endMs,
    interrupted: false,
  };
}

/** Reads a history file and pairs the beginning and the end of each call. */
export function readIndexed(historyFile: string): IndexedHistory {
  const indexer = createIndexer();
  return indexer.finish(readHistory(historyFile, indexer.add));
}
