import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { oncePerHistory } from "./once-per-history.ts";

/**
 * Returns when a message was sent: when its publish settled, `undefined` if it never did. A bus that claims
 * `confirmsPublish: false` resolves its publish before its client sends the command, so the message was sent when Redis
 * executed that command, if this was later. A command that Redis executed only after the drain does not count, because
 * the run had ended: the end of a run frees a connection that was silent.
 *
 *     100 ms  publish of publisher-0/0 is called and resolves
 *     900 ms  Redis executes PUBLISH of publisher-0/0
 *     → sent at 900 ms with `confirmsPublish: false`, otherwise at 100 ms
 */
export function sentMs(
  { key, settledMs }: MessageRecord,
  history: IndexedHistory,
): number | undefined {
  if (settledMs === undefined || history.header.guarantees.confirmsPublish) return settledMs;
  return Math.max(settledMs, executionsOf(history).get(key) ?? settledMs);
}

/** The time of the last command of its publisher that carried a message and that Redis executed before the drain ended. */
const executionsOf = oncePerHistory(({ wire, drain }): ReadonlyMap<MessageKey, number> => {
  const executions = new Map<MessageKey, number>();
  const endMs = drain?.timeMs ?? Infinity;
  for (const { process, messages = [], executedMs = Infinity } of wire) {
    if (executedMs > endMs || executedMs === Infinity) continue;
    for (const key of messages) {
      // Another role may pass a message on. That is not its publish.
      if (key.slice(0, key.lastIndexOf("/")) !== process) continue;
      executions.set(key, Math.max(executedMs, executions.get(key) ?? executedMs));
    }
  }
  return executions;
});
