import { errorText } from "../../errors.ts";
import type { Audit } from "../../history/operations/audit-operation.ts";
import type { Ensemble } from "../ensemble.ts";
import type { DrainOptions } from "../stage/drain.ts";

/** Writes what stands in Redis after the drain into the history: entries, positions, pending. */
export async function recordAudit(
  { ledger, topic, recorder }: Ensemble,
  { streamKey, auditor }: DrainOptions,
): Promise<void> {
  if (!streamKey) return;
  const topics = new Set([topic, ...ledger.openGroups().map((group) => group.topic)]);
  for (const each of topics) {
    const key = streamKey(each);
    const common = { kind: "audit", process: "auditor", topic: each, key } as const;
    try {
      for await (const entries of auditor.entries(key)) {
        recorder.record({ ...common, type: "ok", entries });
      }
      const removed = await auditor.removed(key);
      const groups = await auditor.groups(key);
      recorder.record({ ...common, type: "ok", groups, ...(removed !== undefined && { removed }) });
    } catch (error) {
      recorder.record({ ...common, type: "info", error: errorText(error) } satisfies Draft);
    }
  }
}

type Draft = Omit<Audit, "index" | "timeMs">;
