import type { DeliveryRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concerns, createGroupFinder } from "../commands/command-groups.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { mayHaveLost } from "../facts/redis-data-loss.ts";

/** Commands that name the group whose pending entries they change. */
const namesItsGroup = new Set(["XACK", "XACKDEL", "XCLAIM", "XAUTOCLAIM"]);
/** Commands that may remove pending entries of a group without naming it. */
const mayRemovePending =
  /^(EVAL|EVALSHA|FCALL|MULTI|XDEL|XDELEX|DEL|UNLINK|XGROUP (DESTROY|DELCONSUMER|SETID))$/;

/**
 * Finds the messages that a group read and handled if no command of the whole run can have acknowledged
 * anything for that group. They are pending then, also if no auditor looked.
 *
 *      11 ms  XREADGROUP returns publisher-0/0 to group a
 *      12 ms  group a handles publisher-0/0
 *     (the run has no XACK, XCLAIM, EVAL, MULTI, XDEL or DEL of this group)
 *     → publisher-0/0 is pending
 */
export function findPendingByCommands(
  group: Group,
  history: IndexedHistory,
): readonly MessageKey[] {
  const { wire, opaque, header } = history;
  if (!header.hasCommands || opaque.some(({ process }) => group.processes.has(process))) return [];
  if (wire.some((command) => mayAcknowledge(command, group))) return [];
  const findGroup = createGroupFinder(factsOf(history).groups);
  const reads = wire.filter(
    (command) => hasRead(command) && findGroup(group.topic, command.group ?? "") === group,
  );
  const lasting = reads.filter(({ executedMs = 0 }) => !mayHaveLost(executedMs, history.faults));
  return firstHandled(group)
    .filter((delivery) => lasting.some((read) => mayHaveGiven(read, delivery)))
    .map(({ message }) => message?.key ?? "");
}

function mayAcknowledge(sent: WireCommand, group: Group): boolean {
  const { command, process, group: named, noAck } = sent;
  if (namesItsGroup.has(command)) return named === undefined || concerns(group, sent);
  if (noAck) return concerns(group, sent);
  return mayRemovePending.test(command) && group.processes.has(process);
}

function hasRead(sent: WireCommand): boolean {
  const { command, reply, repliedMs } = sent;
  const isWhole = fateOf(sent) === "executed" && repliedMs !== undefined;
  return command === "XREADGROUP" && isWhole && reply !== "nil";
}

/** Returns the first delivery of each message that a handler finished. */
function firstHandled({ firstDeliveries, deliveriesOf }: Group): readonly DeliveryRecord[] {
  return [...firstDeliveries.keys()].flatMap(
    (key) => deliveriesOf(key).find(({ outcome }) => outcome === "handled") ?? [],
  );
}

function mayHaveGiven(read: WireCommand, { start, message }: DeliveryRecord): boolean {
  const { process, executedMs = 0, returned, partial } = read;
  if (!message || process !== start.process) return false;
  const isBetween = executedMs >= message.invokedMs && executedMs <= start.timeMs;
  return isBetween && (partial || (returned?.includes(message.key) ?? true));
}
