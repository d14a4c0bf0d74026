import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/** Judges that misread what makes a group slow, or what the harness took away itself. */
export const brokenPaceJudges: Readonly<Record<string, Judge>> = {
  "ignores when the drain began": judgeThatMisreads((each) => (each.kind === "phase" ? [] : each)),
  "takes every handler for one that needs no time": (run) => {
    const began = new Map(
      run.operations.flatMap((each) =>
        each.kind === "deliver" && each.type === "invoke" ? [[each.delivery, each.timeMs]] : [],
      ),
    );
    const operations = run.operations.map((each): Operation => {
      const timeMs = each.kind === "deliver" ? began.get(each.delivery) : undefined;
      return timeMs === undefined ? each : { ...each, timeMs };
    });
    return realJudge({ ...run, operations });
  },
  "owes a group what a fault took out of Redis": judgeThatMisreads((each) =>
    each.kind === "fault" && "evidence" in each && each.evidence.some(({ removed }) => removed)
      ? { ...each, evidence: each.evidence.map(({ removed: _removed, ...rest }) => rest) }
      : each,
  ),
};
