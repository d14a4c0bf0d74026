import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/** The checkers, given a history in which each operation is replaced, or left out by `[]`. */
export function judgeThatMisreads(read: (operation: Operation) => Operation | []): Judge {
  return (run: RecordedRun) => {
    const operations = run.operations.flatMap((each) => read(each));
    const isSame = run.operations.every((each, at) => operations[at] === each);
    // Nothing is misread in most histories, and what they show then is known.
    return realJudge(isSame ? run : { ...run, operations });
  };
}
