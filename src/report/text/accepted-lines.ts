import type { RunReport } from "../model/run-report.ts";
import { isRepeated, resultName } from "./result-text.ts";

/** Returns a line for each failure that the user accepts, and for each accepted one that no run had. */
export function acceptedLines({ results, unseenAccepted = [] }: RunReport): string[] {
  const repeated = isRepeated(results);
  const seen = results.flatMap((result) =>
    result.findings.flatMap(({ rule, accepted }) =>
      accepted === undefined
        ? []
        : [`accepted in ${resultName(result, repeated)}: ${rule} (${accepted})`],
    ),
  );
  const unseen = unseenAccepted.map(({ rule, in: place, reason }) => {
    const where = place === undefined ? "" : ` in ${place}`;
    return `accepted, but not seen${where}: ${rule} (${reason}); take it out of the configuration`;
  });
  return [...new Set([...seen, ...unseen])];
}
