import type { IndexedHistory } from "../../history/indexed-history.ts";
import { isUnavoidable, lossVerdict } from "./loss-verdict.ts";
import type { Loss } from "./losses.ts";

/**
 * Returns whether a loss does not count against the bus: its guarantees allow it, or the run is a self-check
 * that makes exactly this loss unavoidable.
 */
export function isAllowedLoss({ rule }: Loss, history: IndexedHistory): boolean {
  if (lossVerdict(rule, history) === "pass") return true;
  return (
    history.header.control === "lost" &&
    isUnavoidable(rule) &&
    lossVerdict(rule, history) === "fail"
  );
}
