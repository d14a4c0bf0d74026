import type { Guarantees } from "../bus/contract.ts";
import type { HistoryGuarantees } from "./history-header.ts";

/**
 * Returns the guarantees of a bus, with the defaults of the contract for those that it leaves out. A stored history of an
 * older release leaves out the claims that came later, so it is judged by their defaults.
 */
export function withDefaults(claimed: Guarantees): HistoryGuarantees {
  return {
    delivery: claimed.delivery,
    ordering: claimed.ordering ?? "none",
    deduplicates: claimed.deduplicates ?? false,
    replaysFromStart: claimed.replaysFromStart ?? false,
    groups: claimed.groups ?? true,
    sharesWork: claimed.sharesWork ?? true,
    confirmsPublish: claimed.confirmsPublish ?? true,
    durableOutbox: claimed.durableOutbox ?? false,
    redeliversWithinMs: claimed.redeliversWithinMs ?? 0,
    reclaimsWithinMs: claimed.reclaimsWithinMs ?? 0,
    anyTopicName: claimed.anyTopicName ?? true,
  };
}
