import { dirname } from "node:path";

import { judge } from "../checkers/judge.ts";
import { readHistory } from "../history/history-file.ts";
import { indexHistory } from "../history/index-history.ts";
import type { JudgedRun } from "./run-record.ts";

/** Judges what one run left on disk. Needs no Redis and says the same every time. */
export function judgeRun(historyFile: string): JudgedRun {
  const { header, operations, torn } = readHistory(historyFile);
  const history = indexHistory(header, operations, torn);
  const { scenario, variant, bus, seed, repetition, guarantees, environment } = header;
  return {
    kind: "judged",
    title: { scenario, variant, bus, seed, repetition, position: 1, total: 1 },
    guarantees,
    environment,
    judgement: judge(history),
    faults: history.faults,
    spoke: history.notices.some(({ notice }) => notice === "gap" || notice === "dropped"),
    directory: dirname(historyFile),
    durationMs: history.endMs,
    interrupted: false,
  };
}
