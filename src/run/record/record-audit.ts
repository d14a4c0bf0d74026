import { errorText } from "../../errors.ts";
import type { Audit } from "../../history/operations/audit-operation.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Auditor } from "../redis/auditor.ts";

export interface AuditOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly auditor: Auditor;
  /** The stream key of a topic. */
  readonly streamKey: (topic: string) => string;
}

/**
 * Records the content of the streams of these topics after the drain: entries, and for each group its
 * position and its pending entries. A stream that cannot be read leaves an audit with the error.
 */
export async function recordAudit(
  topics: ReadonlySet<string>,
  { recorder, auditor, streamKey }: AuditOptions,
): Promise<void> {
  for (const topic of topics) {
    const key = streamKey(topic);
    const place = { kind: "audit", process: "auditor", topic, key } as const;
    try {
      const database = await auditor.databaseOf(key);
      const common = { ...place, ...(database !== undefined && { database }) };
      for await (const entries of auditor.entries(key)) {
        recorder.record({ ...common, type: "ok", entries });
      }
      const removed = await auditor.removed(key);
      const groups = await auditor.groups(key);
      recorder.record({ ...common, type: "ok", groups, ...(removed !== undefined && { removed }) });
    } catch (error) {
      recorder.record({ ...place, type: "info", error: errorText(error) } satisfies AuditDraft);
    }
  }
}

type AuditDraft = Omit<Audit, "index" | "timeMs">;
