import type { IndexedHistory } from "../history/indexed-history.ts";
import type { MessageKey, WireCommand } from "../history/operation.ts";
import type { Group } from "./groups.ts";
import { isStreamId } from "./stream-id.ts";
import { explainAppends } from "./wire-appends.ts";
import { readEntries } from "./wire-entries.ts";
import { isAcknowledgement } from "./wire-groups.ts";
import { entryOf, hasAppended, mayBeExecuted, type WirePublishes } from "./wire-publishes.ts";
import type { WireReason } from "./wire-reason.ts";
import { explainRedelivery, type RepeatedPair, type Seen } from "./wire-redeliveries.ts";

/** Returns `undefined` for a pair of which the wire says nothing. */
export function createWireReasons(
  history: IndexedHistory,
  groups: readonly Group[],
  publishes: WirePublishes,
): (pair: RepeatedPair) => WireReason | undefined {
  const isRepeated = groups.some(({ repeated }) => repeated.size > 0);
  if (!history.header.wired || !isRepeated) return () => undefined;
  const seen = readSeen(history, groups, publishes);
  return (pair) => {
    const [first, second] = entriesOf(pair, publishes);
    if (first === undefined || second === undefined) return undefined;
    if (first !== second) return explainAppends(pair.message, [first, second], publishes);
    return explainRedelivery(pair, first, { ...seen, faults: history.faults });
  };
}

function readSeen(
  history: IndexedHistory,
  groups: readonly Group[],
  publishes: WirePublishes,
): Seen {
  const { messages, ids } = repeatedOf(groups, publishes);
  const acknowledgements = new Map<string, WireCommand[]>();
  const reads = new Map<MessageKey, WireCommand[]>();
  const partial = new Set<string>();
  for (const command of history.wire) {
    if (command.partial) partial.add(command.process);
    const acknowledged = isAcknowledgement(command) ? (command.ids ?? []) : [];
    for (const id of acknowledged) if (ids.has(id)) collect(acknowledgements, id, command);
    for (const key of command.returned ?? []) if (messages.has(key)) collect(reads, key, command);
  }
  return { acknowledgements, reads, partial, messageOf: readEntries(history) };
}

function repeatedOf(groups: readonly Group[], { carriersOf }: WirePublishes) {
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

/** The stream entries that were delivered, by the ids of the bus or by what was appended. */
function entriesOf(
  { message, first, second }: RepeatedPair,
  { carriersOf }: WirePublishes,
): readonly (string | undefined)[] {
  const ids = [first.start.id, second.start.id];
  if (ids.every(isStreamId)) return ids;
  // What Redis refused or never got made none.
  const carriers = carriersOf(message).filter(mayBeExecuted);
  const [entry, other] = carriers.filter(hasAppended).map(entryOf);
  if (carriers.length === 1) return [entry, entry];
  return [entry, other];
}
