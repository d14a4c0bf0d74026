import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { mayBeExecuted } from "../commands/command-fate.ts";
import { isAcknowledgement } from "../commands/command-groups.ts";
import { areApart, mayComeFrom, originLookupOf } from "../commands/delivery-origin.ts";
import { entryLookupOf } from "../commands/entries.ts";
import { entryOf, hasAppended, publishesOf } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import type { CommandReason, DeliveryPair } from "./duplicate-reason.ts";
import { explainRedelivery, type RedeliveryCommands } from "./same-entry.ts";
import { explainCopies, explainSecondEntry } from "./second-entry.ts";

/**
 * Returns a function that looks for the reason of a second delivery in the commands. There are three
 * cases: the deliveries are of two stream entries, of one of several copies, or of one entry. The
 * function returns `undefined` if the commands show nothing about the pair.
 */
export function createCommandReasons(
  history: IndexedHistory,
): (pair: DeliveryPair) => CommandReason | undefined {
  const publishes = publishesOf(history);
  const hasDuplicates = factsOf(history).groups.some(({ repeated }) => repeated.size > 0);
  if (!history.header.hasCommands || !hasDuplicates) return () => undefined;
  const commands = readRedeliveryCommands(history);
  const originOf = originLookupOf(history);
  return (pair) => {
    const { message, first, second } = pair;
    // A loss of data after the second delivery cannot be its reason.
    const faults = history.faults.filter(({ injectCallMs }) => injectCallMs <= second.start.timeMs);
    const carriers = publishes.carriersOf(message);
    const [firstId, secondId] = [first.start.id, second.start.id];
    const areEntries = isStreamId(firstId) && isStreamId(secondId);
    const [firstOrigin, secondOrigin] = [originOf(first), originOf(second)];
    if (areEntries && (firstId !== secondId || areApart(firstOrigin, secondOrigin))) {
      const entries = [
        { id: firstId, origin: firstOrigin },
        { id: secondId, origin: secondOrigin },
      ] as const;
      return explainSecondEntry(entries, { carriers, faults, publishes });
    }
    // An append that Redis refused or never got made no copy.
    const copies = carriers.filter(mayBeExecuted);
    if (!areEntries && copies.length > 1) {
      return explainCopies(second.start.timeMs, { carriers: copies, faults, publishes });
    }
    const origin = secondOrigin ?? firstOrigin;
    const made = copies.filter((each) => hasAppended(each) && mayComeFrom(origin, each.key));
    const entry = areEntries ? firstId : made.map(entryOf)[0];
    if (entry === undefined) return undefined;
    return explainRedelivery(pair, { entry, origin, faults }, commands);
  };
}

/** Collects the acknowledgements and reads of the messages that a group got more than once. */
function readRedeliveryCommands(history: IndexedHistory): RedeliveryCommands {
  const { messages, ids } = redeliveredMessages(history);
  const acknowledgements = new Map<string, WireCommand[]>();
  const reads = new Map<MessageKey, WireCommand[]>();
  const partialReaders = new Set<string>();
  for (const command of history.wire) {
    if (command.partial) partialReaders.add(command.process);
    const acknowledged = isAcknowledgement(command) ? (command.ids ?? []) : [];
    for (const id of acknowledged) if (ids.has(id)) collect(acknowledgements, id, command);
    for (const key of command.returned ?? []) if (messages.has(key)) collect(reads, key, command);
  }
  return { acknowledgements, reads, partialReaders, messagesOf: entryLookupOf(history) };
}

function redeliveredMessages(history: IndexedHistory) {
  const { groups } = factsOf(history);
  const { carriersOf } = publishesOf(history);
  const messages = new Set<MessageKey>();
  const ids = new Set<string>();
  for (const [key, deliveries] of groups.flatMap(({ repeated }) => [...repeated])) {
    messages.add(key);
    for (const { start, message } of deliveries) {
      ids.add(start.id);
      for (const carrier of message ? carriersOf(message) : []) ids.add(entryOf(carrier) ?? "");
    }
  }
  return { messages, ids };
}

function collect<Key>(found: Map<Key, WireCommand[]>, key: Key, command: WireCommand): void {
  const known = found.get(key);
  if (known) known.push(command);
  else found.set(key, [command]);
}
