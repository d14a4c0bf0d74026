import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { mayBeExecuted } from "../commands/command-fate.ts";
import { isAcknowledgement } from "../commands/command-groups.ts";
import { entryLookupOf } from "../commands/entries.ts";
import { entryOf, hasAppended, publishesOf } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import { explainAppends, explainCopies } from "./wire-appends.ts";
import type { WireReason } from "./wire-reason.ts";
import { explainRedelivery, type RepeatedPair, type Seen } from "./wire-redeliveries.ts";

/** Returns `undefined` for a pair of which the wire says nothing. */
export function createWireReasons(
  history: IndexedHistory,
): (pair: RepeatedPair) => WireReason | undefined {
  const { groups } = factsOf(history);
  const publishes = publishesOf(history);
  const isRepeated = groups.some(({ repeated }) => repeated.size > 0);
  if (!history.header.hasCommands || !isRepeated) return () => undefined;
  const seen = readSeen(history);
  return (pair) => {
    const { message, first, second } = pair;
    // What Redis forgot only after the second delivery is no reason for it.
    const faults = history.faults.filter(({ injectCallMs }) => injectCallMs <= second.start.timeMs);
    const carriers = publishes.carriersOf(message);
    const [entry, other] = [first.start.id, second.start.id];
    const areEntries = isStreamId(entry) && isStreamId(other);
    if (areEntries && entry !== other) return explainAppends([entry, other], { carriers, faults });
    // What Redis refused or never got is no copy.
    const copies = carriers.filter(mayBeExecuted);
    if (!areEntries && copies.length > 1) {
      return explainCopies(second.start.timeMs, { carriers: copies, faults });
    }
    const only = areEntries ? entry : copies.filter(hasAppended).map(entryOf)[0];
    return only === undefined ? undefined : explainRedelivery(pair, only, { ...seen, faults });
  };
}

function readSeen(history: IndexedHistory): Seen {
  const { messages, ids } = repeatedOf(history);
  const acknowledgements = new Map<string, WireCommand[]>();
  const reads = new Map<MessageKey, WireCommand[]>();
  const partial = new Set<string>();
  for (const command of history.wire) {
    if (command.partial) partial.add(command.process);
    const acknowledged = isAcknowledgement(command) ? (command.ids ?? []) : [];
    for (const id of acknowledged) if (ids.has(id)) collect(acknowledgements, id, command);
    for (const key of command.returned ?? []) if (messages.has(key)) collect(reads, key, command);
  }
  return { acknowledgements, reads, partial, messagesOf: entryLookupOf(history) };
}

function repeatedOf(history: IndexedHistory) {
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
