import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/**
 * Creates a broken judge: the real judge, but each operation is first replaced by what `read` returns
 * for it. With `[]` the judge does not see the operation at all.
 */
export function judgeThatMisreads(read: (operation: Operation) => Operation | []): Judge {
  return (run: RecordedRun) => {
    const operations = run.operations.flatMap((each) => read(each));
    const isSame = run.operations.every((each, at) => operations[at] === each);
    // Most histories have no operation that is misread. The result for those is known already.
    return realJudge(isSame ? run : { ...run, operations });
  };
}
