import { randomBytes } from "node:crypto";

import { withDefaults } from "../../history/guarantee-defaults.ts";
import type { HistoryEnvironment, HistoryHeader } from "../../history/history-header.ts";
import { stabilityFactor } from "../../judging/not-recovered/recovery-limits.ts";
import type { PreparedRun } from "../plan/prepared-run.ts";

/**
 * Returns the first line of a history: everything that the judge must know and that no operation says.
 *
 * @param hasCommands whether the links of this run record every command.
 */
export function createHeader(
  { title, variant, bus, recoveryLimitMs }: PreparedRun,
  environment: HistoryEnvironment,
  hasCommands: boolean,
): HistoryHeader {
  const { checkers, minimums, control } = variant;
  return {
    schemaVersion: 2,
    // Keeps two runs apart and decides nothing, so it need not come from the seed.
    runId: randomBytes(4).toString("hex"),
    scenario: title.scenario,
    variant: title.variant,
    bus: title.bus,
    guarantees: withDefaults(bus.guarantees),
    seed: title.seed,
    repetition: title.repetition,
    environment,
    recoveryLimitMs,
    steadyForLimits: stabilityFactor,
    hasStreamAudit: bus.streamKey !== undefined,
    hasCommands,
    checkers,
    minimums,
    ...(control && { control }),
    ...(variant.workload.ratePerSecond === "burst" && { isBurst: true }),
  };
}
