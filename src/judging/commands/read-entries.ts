import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { isStreamId } from "../../stream-id.ts";
import { originLookupOf } from "./delivery-origin.ts";
import type { EntryLookup } from "./named-entries.ts";
import { entryOf, publishesOf } from "./publish-commands.ts";

/** The message of an entry by `key id`; `null` if two messages were delivered under them. */
type DeliveredEntries = Map<string, MessageKey | null>;

/**
 * Looks up entries by the read that returned them and the id under which the bus delivered them. Needed for a stream
 * to which the bus itself moves its messages, because Redis answers an XADD in a transaction with `QUEUED`.
 *
 *      14 ms  subscriber-a reads publisher-0/0 from the stream `work`
 *      15 ms  subscriber-a handles publisher-0/0, which it delivers as 7-0
 *     → entry 7-0 of `work` holds publisher-0/0
 */
export function readEntryLookup(history: IndexedHistory): EntryLookup {
  let known: DeliveredEntries | undefined;
  return (key, id) => {
    known ??= entriesOfDeliveries(history);
    const message = known.get(nameOf(key, id));
    return message ? [message] : [];
  };
}

function entriesOfDeliveries(history: IndexedHistory): DeliveredEntries {
  const originOf = originLookupOf(history);
  const { carriersOf } = publishesOf(history);
  const entries: DeliveredEntries = new Map();
  for (const delivery of history.deliveries) {
    const { start, message } = delivery;
    if (!message || !isStreamId(start.id)) continue;
    const [key, ...others] = originOf(delivery) ?? [];
    if (key === undefined || others.length > 0) continue;
    // A bus may deliver a message that it moved under the id of the entry that its publisher made.
    const isOfPublish = carriersOf(message).some(
      (each) => entryOf(each) === start.id && each.key !== key,
    );
    if (isOfPublish) continue;
    const name = nameOf(key, start.id);
    const earlier = entries.get(name);
    entries.set(name, earlier === undefined || earlier === message.key ? message.key : null);
  }
  return entries;
}

function nameOf(key: string, id: string): string {
  return `${key} ${id}`;
}
