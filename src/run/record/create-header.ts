import { randomBytes } from "node:crypto";

import type { HistoryHeader } from "../../history/history-header.ts";
import type { VariantRun } from "../run-variant.ts";

/** What the checkers of this run must know, as it stands in the first line of its history. */
export function createHeader(
  { request, provider, links, variant, guarantees, title }: VariantRun,
  redisVersion: string,
): HistoryHeader {
  const { minimums, control } = variant;
  return {
    schemaVersion: 2,
    // A name only: it keeps two runs apart and decides nothing, so the seed has no part in it.
    runId: randomBytes(4).toString("hex"),
    scenario: title.scenario,
    variant: title.variant,
    bus: title.bus,
    guarantees,
    seed: title.seed,
    repetition: title.repetition,
    environment: { redisVersion, provider: provider.name, link: links.kind },
    recoveryLimitMs: request.recoveryLimitMs,
    hasStreamAudit: request.bus.streamKey !== undefined,
    hasCommands: links.capabilities.has("commands"),
    checkers: variant.checkers,
    minimums,
    ...(control && { control }),
  };
}
