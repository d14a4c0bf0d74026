import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/** Judges that misread what makes a group slow. */
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
};
