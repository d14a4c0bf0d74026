import { groupDeliveries, type Grouping } from "./groups.ts";
import { oncePerHistory } from "./once-per-history.ts";
import { readAudits, type StreamAudit } from "./stream-audit.ts";

/**
 * The facts that every rule may need: the groups with their deliveries, the stray deliveries, and what the auditor saw.
 * The recorded commands are in commands/, because they build on these.
 */
export interface Facts extends Grouping {
  /** By topic; only topics that the auditor could read. */
  readonly audits: ReadonlyMap<string, StreamAudit>;
}

/** Computed once for a history. */
export const factsOf = oncePerHistory((history): Facts => {
  return { ...groupDeliveries(history), audits: readAudits(history) };
});
