import { exitCodes } from "../../errors.ts";
import { redisTroubleRules } from "../../judging/no-evidence/redis-trouble-rule.ts";
import type { RunReport } from "../../report/model/run-report.ts";

/** Returns the exit code 69 if a run of the report found Redis itself in trouble, and otherwise nothing. */
export function environmentErrors({ results }: Pick<RunReport, "results">): readonly number[] {
  const found = results.some(({ findings }) =>
    findings.some(({ rule }) => redisTroubleRules.includes(rule)),
  );
  return found ? [exitCodes.environment] : [];
}
