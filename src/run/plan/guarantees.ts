import type { Guarantees } from "../../bus/contract.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";

/** Returns the guarantees of a bus, with the defaults of the contract for those that it leaves out. */
export function withDefaults(claimed: Guarantees): HistoryGuarantees {
  return {
    delivery: claimed.delivery,
    ordering: claimed.ordering ?? "none",
    deduplicates: claimed.deduplicates ?? false,
    replaysFromStart: claimed.replaysFromStart ?? false,
    groups: claimed.groups ?? true,
  };
}
