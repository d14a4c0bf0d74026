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

export interface DeadLetterOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly auditor: Pick<Auditor, "deadLetters">;
  /** The key of the dead letters of a topic. */
  readonly deadLetterKey: (topic: string) => string;
}

/** Records the dead letters of these topics after the drain. A stream that cannot be read leaves its error. */
export async function recordDeadLetters(
  topics: ReadonlySet<string>,
  { recorder, auditor, deadLetterKey }: DeadLetterOptions,
): Promise<void> {
  for (const topic of topics) {
    const key = deadLetterKey(topic);
    const place = { kind: "dead-letters", process: "auditor", topic, key } as const;
    try {
      let pages = 0;
      for await (const letters of auditor.deadLetters(key)) {
        recorder.record({ ...place, type: "ok", letters });
        pages++;
      }
      if (pages === 0) recorder.record({ ...place, type: "ok", letters: [] });
    } catch (error) {
      recorder.record({ ...place, type: "info", error: errorText(error) });
    }
  }
}

type AuditDraft = Omit<Audit, "index" | "timeMs">;
