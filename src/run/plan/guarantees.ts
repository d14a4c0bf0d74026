import type { Guarantees } from "../../bus/contract.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";

/** What a bus claims, with the defaults of the contract filled in. */
export function withDefaults(claimed: Guarantees): HistoryGuarantees {
  return {
    delivery: claimed.delivery,
    ordering: claimed.ordering ?? "none",
    deduplicates: claimed.deduplicates ?? false,
    replaysFromStart: claimed.replaysFromStart ?? false,
    groups: claimed.groups ?? true,
  };
}
