import type { FindingKind } from "../../judging/finding/finding.ts";
import type { Result } from "./run-report.ts";

type Strike = NonNullable<Result["faults"][number]["strike"]>;

/** The strikes that can be the whole reason of a finding. */
const reasons: Partial<Record<FindingKind, (strike: Strike) => boolean>> = {
  lost: ({ purpose, position }) => purpose === "read" && position === "before-reply",
  unacknowledged: ({ purpose, position }) =>
    purpose === "acknowledge" && position === "before-forwarding",
  duplicate: ({ purpose }) => purpose !== "read",
  "false-acknowledgement": ({ purpose }) => purpose === "publish",
  "false-rejection": ({ purpose }) => purpose === "publish",
};

/**
 * Returns the token of the command whose strike explains a finding of these runs, so that `explore --point`
 * shows the same without the rest of the run. The first run with such a strike counts.
 */
export function tellingPoint(results: readonly Result[]): string | undefined {
  for (const { findings, faults } of results) {
    for (const { kind, verdict } of findings) {
      const explains = verdict === "fail" ? reasons[kind] : undefined;
      const found = faults.find(({ strike }) => strike && explains?.(strike));
      if (found?.strike) return found.strike.point;
    }
  }
  return undefined;
}
