import type { DeliveryRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concerns, createGroupFinder } from "../commands/command-groups.ts";
import { mayBeUndone } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";

const naming = new Set(["XACK", "XACKDEL", "XCLAIM", "XAUTOCLAIM"]);
/** They may take entries off a group's list without naming it. */
const unnamed =
  /^(EVAL|EVALSHA|FCALL|MULTI|XDEL|XDELEX|DEL|UNLINK|XGROUP (DESTROY|DELCONSUMER|SETID))$/;

/**
 * What a group has read from its stream and handled, and nobody can have acknowledged: over the whole
 * run no command went to Redis that could have. It is pending then, whether the auditor looked or not.
 */
export function findUnacknowledged(group: Group, history: IndexedHistory): readonly MessageKey[] {
  const { wire, opaque, header } = history;
  if (!header.hasCommands || opaque.some(({ process }) => group.processes.has(process))) return [];
  if (wire.some((command) => mayAcknowledge(command, group))) return [];
  const findGroup = createGroupFinder(factsOf(history).groups);
  const reads = wire.filter(
    (command) => hasRead(command) && findGroup(group.topic, command.group ?? "") === group,
  );
  const lasting = reads.filter(({ executedMs = 0 }) => !mayBeUndone(executedMs, history.faults));
  return handledOf(group)
    .filter((delivery) => lasting.some((read) => mayHaveGiven(read, delivery)))
    .map(({ message }) => message?.key ?? "");
}

function mayAcknowledge(sent: WireCommand, group: Group): boolean {
  const { command, process, group: named, noAck } = sent;
  if (naming.has(command)) return named === undefined || concerns(group, sent);
  if (noAck) return concerns(group, sent);
  return unnamed.test(command) && group.processes.has(process);
}

function hasRead(sent: WireCommand): boolean {
  const { command, reply, repliedMs } = sent;
  const isWhole = fateOf(sent) === "executed" && repliedMs !== undefined;
  return command === "XREADGROUP" && isWhole && reply !== "nil";
}

/** Of each message that was handled, the first such delivery. */
function handledOf({ firstDeliveries, deliveriesOf }: Group): readonly DeliveryRecord[] {
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
