import type { Operation } from "../src/history/operation.ts";
import { byCheckers, type Judge } from "./agreement.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** The checkers, given a history in which each operation is replaced, or left out by `[]`. */
export function misreading(read: (operation: Operation) => Operation | []): Judge {
  return (run: RecordedRun) => {
    const operations = run.operations.flatMap((each) => read(each));
    const isSame = run.operations.every((each, at) => operations[at] === each);
    // Nothing is misread in most histories, and what they show then is known.
    return byCheckers(isSame ? run : { ...run, operations });
  };
}
