import { groupDeliveries, type Grouping } from "./groups.ts";
import { oncePerHistory } from "./once-per-history.ts";
import { readAudits, type StreamAudit } from "./stream-audit.ts";

/**
 * What every rule may need to know of a history: the groups with their deliveries, the deliveries that
 * belong to no group, and what the auditor saw. The commands on the wire are in commands/.
 */
export interface Facts extends Grouping {
  /** By topic; only topics that the auditor could read. */
  readonly audits: ReadonlyMap<string, StreamAudit>;
}

/** Computed once for a history. */
export const factsOf = oncePerHistory((history): Facts => {
  return { ...groupDeliveries(history), audits: readAudits(history) };
});
