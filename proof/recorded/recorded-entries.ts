import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { carriersOf, commandsOf, entryMadeBy, isSurelyExecutedBy } from "./recorded-commands.ts";
import {
  delivered,
  idOf,
  ofKind,
  originOf,
  published,
  type DeliverCall,
  type RecordedRun,
} from "./recorded-run.ts";

/**
 * The messages in a stream entry, as the commands and the audit show it. Empty if neither shows it, or if
 * they contradict each other.
 */
export function messagesIn(run: RecordedRun, stream: string, id: string): readonly MessageKey[] {
  const byCommands = commandsOf(run)
    .filter((each) => entryMadeBy(each) === id && isSameStream(each.key, stream))
    .map(({ messages = [] }) => messages);
  const audited = ofKind(run, "audit")
    .filter(({ key }) => isSameStream(key, stream))
    .map(({ entries = [] }) => entries.filter(([entry]) => entry === id))
    .map((rows) => rows.flatMap(([, message]) => message ?? []));
  const accounts = [...byCommands, ...audited].filter((account) => account.length > 0);
  const [one, ...others] = accounts.map((account) => [...new Set(account)].toSorted());
  if (!one) {
    const read = messagesRead(run, stream, id);
    return read.length > 0 ? read : messagesNamed(run, stream, id);
  }
  return others.every((other) => String(other) === String(one)) ? one : [];
}

/**
 * The streams from which a delivery can have come: those of the last read that gave its role the message for its group.
 * `undefined` if the commands do not show it.
 */
export function sourcesOf(
  run: RecordedRun,
  { process, timeMs, message = "", subscription }: DeliverCall,
): readonly string[] | undefined {
  const own = commandsOf(run).filter((each) => each.process === process);
  if (own.some(({ partial }) => partial)) return undefined;
  const group = ofKind(run, "subscribe").find(
    (each) => each.type === "invoke" && each.subscription === subscription,
  );
  const name = group?.type === "invoke" ? group.group : "";
  const read = own
    .filter(({ returned = [] }) => returned.includes(message))
    .filter(
      (each) => each.group === undefined || each.group === name || each.group.endsWith(`:${name}`),
    )
    .filter(
      ({ executedMs = Infinity, repliedMs }) => executedMs <= timeMs && repliedMs !== undefined,
    )
    .at(-1);
  if (!read || ["EVAL", "EVALSHA", "FCALL"].includes(read.command)) return undefined;
  if (read.keys) return read.keys;
  return read.key === undefined ? undefined : [read.key];
}

/** True if a delivery can have come from this stream. */
export function canComeFrom(run: RecordedRun, each: DeliverCall, key: string | undefined): boolean {
  const sources = sourcesOf(run, each);
  return sources === undefined || key === undefined || sources.includes(key);
}

/** The message that was delivered under this id by a role that had read it from this stream alone. */
function messagesRead(run: RecordedRun, stream: string, id: string): readonly MessageKey[] {
  if (!/^\d+-\d+$/.test(id)) return [];
  const read = delivered(run).filter((each) => {
    if (each.id !== id || each.message === undefined || !originOf(run, each)) return false;
    const sources = sourcesOf(run, each);
    if (sources?.length !== 1 || sources[0] !== stream) return false;
    const carriers = carriersOf(run, each.message);
    return carriers.every((command) => entryMadeBy(command) !== id || command.key === stream);
  });
  const keys = new Set(read.flatMap(({ message }) => message ?? []));
  return keys.size === 1 ? [...keys] : [];
}

/**
 * The message in an entry that the links could not read: the only message that the bus itself calls by
 * this id, if that message must be in this stream.
 */
function messagesNamed(run: RecordedRun, stream: string, id: string): readonly MessageKey[] {
  if (!/^\d+-\d+$/.test(id)) return [];
  const acknowledgedAs = published(run).filter(({ message }) => idOf(run, message) === id);
  const deliveredAs = delivered(run).filter((each) => each.id === id && originOf(run, each));
  const named = new Set(
    [...acknowledgedAs, ...deliveredAs].flatMap(({ message }) => message ?? []),
  );
  const appends = commandsOf(run).filter(
    ({ command, key, reply, messages }) =>
      command === "XADD" && key !== undefined && reply === id && messages === undefined,
  );
  const places = new Set(
    appends.length > 0
      ? appends.map(({ key }) => key)
      : deliveredAs.flatMap((each) => streamsReadBy(run, each)),
  );
  return named.size === 1 && places.size === 1 && places.has(stream) ? [...named] : [];
}

/** The stream that a delivery must come from: the only one that its role reads and has read by then. */
function streamsReadBy(run: RecordedRun, { process, timeMs }: DeliverCall): readonly string[] {
  const reads = commandsOf(run).filter(
    (each) =>
      each.process === process &&
      /^X(READ|READGROUP|RANGE|CLAIM|AUTOCLAIM)$/.test(each.command) &&
      isSurelyExecutedBy(each, Infinity) &&
      each.reply !== "nil",
  );
  const keys = new Set(reads.flatMap(({ key }) => key ?? []));
  const isSoFar = reads.some((each) => each.key !== undefined && isSurelyExecutedBy(each, timeMs));
  return keys.size === 1 && isSoFar ? [...keys] : [];
}

/** The auditor records the full key, a link the key without the prefix of the run. */
function isSameStream(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  return one === other || one.endsWith(`:${other}`) || other.endsWith(`:${one}`);
}
