import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { faultsOf, type RecordedFault } from "./recorded-faults.ts";
import {
  delivered,
  groupsOf,
  idOf,
  ofKind,
  originOf,
  published,
  type Call,
  type Delivered,
  type GroupName,
  type RecordedRun,
} from "./recorded-run.ts";

export type RecordedCommand = Call<"wire", "ok" | "info">;

/** A message may be on its way for so long when a fault strikes. */
const inFlightMs = 250;

/** In the order in which they ended. Nothing is known where the links saw no commands. */
export function commandsOf(run: RecordedRun): readonly RecordedCommand[] {
  return run.header.hasCommands ? ofKind(run, "wire") : [];
}

/**
 * When Redis executed a command, in each world that fits what was seen of it: two worlds for one that
 * was sent and never answered, and `Infinity` for a world in which it never did.
 */
function worldsOf({
  command,
  forwardedMs,
  executedMs,
  error = "",
}: RecordedCommand): readonly number[] {
  const isScript = ["EVAL", "EVALSHA", "FCALL"].includes(command);
  // A script that fails did something before; one that Redis does not know did not.
  const isRefused = error !== "" && (!isScript || error.startsWith("NOSCRIPT"));
  if (isRefused || (forwardedMs === undefined && executedMs === undefined)) return [Infinity];
  if (executedMs !== undefined && error === "") return [executedMs];
  return [forwardedMs ?? Infinity, Infinity];
}

export function mayBeExecutedBy(command: RecordedCommand, atMs: number): boolean {
  return worldsOf(command).some((executedMs) => executedMs <= atMs && executedMs < Infinity);
}

export function isSurelyExecutedBy(command: RecordedCommand, atMs: number): boolean {
  return worldsOf(command).every((executedMs) => executedMs <= atMs && executedMs < Infinity);
}

/** Redis was asked in vain, or may have been. */
export function mayBeLost(command: RecordedCommand): boolean {
  return !isSurelyExecutedBy(command, Infinity);
}

/** It may have been executed, or not. */
export function isInDoubt(command: RecordedCommand): boolean {
  return mayBeLost(command) && mayBeExecutedBy(command, Infinity);
}

/**
 * The commands of its own publisher that carried a message, but for those that Redis dropped with
 * their transaction. Of the others in one the publisher knows by the reply to its EXEC.
 */
export function carriersOf(run: RecordedRun, key: MessageKey): readonly RecordedCommand[] {
  const publisher = key.split("/")[0];
  const carrying = commandsOf(run).filter(
    ({ process, messages = [] }) => process === publisher && messages.includes(key),
  );
  return carrying.flatMap((each) => {
    if (each.reply !== "QUEUED") return each;
    const { repliedMs: _queuedMs, ...rest } = each;
    const ends = executionsOf(run, each);
    if (each.executedMs === undefined && ends.length === 0) return [];
    const repliedMs = ends[0] === "unseen" ? undefined : ends[0]?.repliedMs;
    return repliedMs === undefined ? rest : { ...rest, repliedMs };
  });
}

/** What may have executed a queued command: an EXEC after it, or what nobody could read any longer. */
function executionsOf(
  run: RecordedRun,
  queued: RecordedCommand,
): readonly (RecordedCommand | "unseen")[] {
  const { process, connection, index } = queued;
  const after = commandsOf(run).filter(
    (each) => each.process === process && each.connection === connection && each.index > index,
  );
  const next = after.findIndex(
    (each) => each.command === "MULTI" && isSurelyExecutedBy(each, Infinity),
  );
  const same = next < 0 ? after : after.slice(0, next);
  const ends = same.filter(
    (each) => each.command === "EXEC" && each.reply !== "nil" && mayBeExecutedBy(each, Infinity),
  );
  const isCutOff = ofKind(run, "wire-opaque").some(
    (each) => each.process === process && each.connection === connection,
  );
  return next < 0 && isCutOff ? [...ends, "unseen"] : ends;
}

/** The stream entry that a command made, as its reply says; only XADD puts several messages in one. */
export function entryMadeBy({
  command,
  messages,
  reply = "",
}: RecordedCommand): string | undefined {
  const count = messages?.length ?? 0;
  const isInOne = command === "XADD" ? count > 0 : count === 1;
  return isInOne && /^\d+-\d+$/.test(reply) ? reply : undefined;
}

/** It surely put its messages where others can get them. */
export function hasSurelyStored(command: RecordedCommand): boolean {
  const isAppend = /^(XADD|S?PUBLISH|[LR]PUSH)$/.test(command.command);
  const isStoring = isAppend || entryMadeBy(command) !== undefined;
  return isStoring && !mayBeLost(command) && command.reply !== "nil";
}

/** The same, or it may have. */
export function hasPerhapsStored(command: RecordedCommand): boolean {
  const isMeantTo = /^(XADD|S?PUBLISH|[LR]PUSH|EVAL|EVALSHA|FCALL)$/.test(command.command);
  return hasSurelyStored(command) || (isMeantTo && isInDoubt(command));
}

/** Redis may have come back since without it. */
export function mayBeForgotten(
  run: RecordedRun,
  { executedMs = 0 }: RecordedCommand,
  byMs = Infinity,
) {
  const sofar = faultsOf(run).filter(({ injectCallMs }) => injectCallMs <= byMs);
  return sofar.some((fault) => mayForget(fault, executedMs));
}

function mayForget(fault: RecordedFault, executedMs: number): boolean {
  const { losesAll, losesLastMs, injectCallMs, healedMs = Infinity } = fault;
  if (losesAll) return executedMs <= healedMs;
  const sinceMs = executedMs - injectCallMs;
  return losesLastMs > 0 && sinceMs > -losesLastMs && sinceMs <= inFlightMs;
}

/** Redis executed its publish, whatever the publisher heard, and has not lost it since. */
export function wasStoredOnWire(run: RecordedRun, key: MessageKey): boolean {
  const stored = carriersOf(run, key).filter(hasSurelyStored);
  return stored.some((command) => !mayBeForgotten(run, command));
}

/** The messages in an entry; none where nobody knows, or two accounts of it differ. */
export function messagesIn(run: RecordedRun, stream: string, id: string): readonly MessageKey[] {
  const onWire = commandsOf(run)
    .filter((each) => entryMadeBy(each) === id && isSameStream(each.key, stream))
    .map(({ messages = [] }) => messages);
  const audited = ofKind(run, "audit")
    .filter(({ key }) => isSameStream(key, stream))
    .map(({ entries = [] }) => entries.filter(([entry]) => entry === id))
    .map((rows) => rows.flatMap(([, message]) => message ?? []));
  const accounts = [...onWire, ...audited].filter((account) => account.length > 0);
  const [one, ...others] = accounts.map((account) => [...new Set(account)].toSorted());
  if (!one) return messagesNamed(run, stream, id);
  return others.every((other) => String(other) === String(one)) ? one : [];
}

/** The only message that the bus itself calls by the id of an entry that nobody could read. */
function messagesNamed(run: RecordedRun, stream: string, id: string): readonly MessageKey[] {
  if (!/^\d+-\d+$/.test(id)) return [];
  const vouchedFor = published(run).filter(({ message }) => idOf(run, message) === id);
  const handedOver = delivered(run).filter((each) => each.id === id && originOf(run, each));
  const named = new Set([...vouchedFor, ...handedOver].flatMap(({ message }) => message ?? []));
  const appends = commandsOf(run).filter(
    ({ command, key, reply, messages }) =>
      command === "XADD" && key !== undefined && reply === id && messages === undefined,
  );
  const places = new Set(
    appends.length > 0
      ? appends.map(({ key }) => key)
      : handedOver.flatMap((each) => streamsReadBy(run, each)),
  );
  return named.size === 1 && places.size === 1 && places.has(stream) ? [...named] : [];
}

/** The stream that a delivery must be from, or nothing if its role reads several, or none so far. */
function streamsReadBy(run: RecordedRun, { process, timeMs }: Delivered): readonly string[] {
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

/** The auditor names a stream in full, and a link without what stands before it. */
function isSameStream(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  return one === other || one.endsWith(`:${other}`) || other.endsWith(`:${one}`);
}

/** Whether a command means this group: by its name, or a longer one that could mean no other. */
export function isFor(
  run: RecordedRun,
  { topic, name }: GroupName,
  { group }: RecordedCommand,
): boolean {
  if (group === undefined) return false;
  const names = groupsOf(run)
    .filter((each) => each.topic === topic)
    .map((each) => each.name);
  if (names.includes(group)) return group === name;
  const meant = names.filter((each) => group.endsWith(`:${each}`));
  return meant.length === 1 && meant[0] === name;
}

export function isAcknowledging({ command }: RecordedCommand): boolean {
  return command === "XACK" || command === "XACKDEL";
}
