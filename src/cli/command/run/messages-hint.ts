import type { RunRequest } from "../../../run/plan/run-request.ts";
import { countText, listed } from "../../../wording.ts";

/**
 * Says that a run with faults publishes more than `--messages`, because its load lasts until the bus has recovered;
 * `undefined` if every run ends its load after them.
 */
export function messagesHint({
  messages,
  scenarios,
}: Pick<RunRequest, "messages" | "scenarios">): string | undefined {
  if (messages === undefined) return undefined;
  const longer = scenarios.flatMap(({ scenario, variants }) =>
    variants.some(({ minimums }) => (minimums.faults ?? 0) > 0) ? [scenario.name] : [],
  );
  return longer.length === 0
    ? undefined
    : `--messages ${countText(messages)} is the least number in ${listed(longer)}: the load goes on until the bus has recovered`;
}
