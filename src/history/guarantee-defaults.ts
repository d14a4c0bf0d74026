import type { Guarantees } from "../bus/contract.ts";
import type { HistoryGuarantees } from "./history-header.ts";

/**
 * Returns the guarantees of a bus, with the defaults of the contract for those that it leaves out. A stored history of an
 * older release leaves out the claims that came later, so it is judged by their defaults.
 */
export function withDefaults(claimed: Guarantees): HistoryGuarantees {
  const { delivery, ordering = "none", deduplicates = false, replaysFromStart = false } = claimed;
  const {
    groups = true,
    sharesWork = true,
    confirmsPublish = true,
    durableOutbox = false,
  } = claimed;
  return {
    delivery,
    ordering,
    deduplicates,
    replaysFromStart,
    groups,
    sharesWork,
    confirmsPublish,
    durableOutbox,
    ...withLaterDefaults(claimed),
  };
}

function withLaterDefaults({
  redeliversWithinMs = 0,
  reclaimsWithinMs = 0,
  anyTopicName = true,
  retries = { maxAttempts: 0 },
  deadLetters = false,
}: Guarantees) {
  return { redeliversWithinMs, reclaimsWithinMs, anyTopicName, retries, deadLetters };
}
