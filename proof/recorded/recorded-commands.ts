import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { faultsOf, type RecordedFault } from "./recorded-faults.ts";
import { groupsOf, ofKind, type Call, type GroupName, type RecordedRun } from "./recorded-run.ts";

export type RecordedCommand = Call<"wire", "ok" | "info">;

/** How long a message may be on its way when a fault happens. */
const inFlightMs = 250;

/** The commands in the order in which they ended; none if the links did not record commands. */
export function commandsOf(run: RecordedRun): readonly RecordedCommand[] {
  return run.header.hasCommands ? ofKind(run, "wire") : [];
}

/**
 * The times at which Redis may have executed a command. `Infinity` stands for never. A command that was
 * forwarded and never answered has two: when it was forwarded, and never.
 */
function possibleTimesOf({
  command,
  forwardedMs,
  executedMs,
  error = "",
}: RecordedCommand): readonly number[] {
  const isScript = ["EVAL", "EVALSHA", "FCALL"].includes(command);
  // A script that failed may have done something before. A script that Redis does not know, or never got, did not.
  const neverRan = error.startsWith("NOSCRIPT") || forwardedMs === undefined;
  const isRefused = error !== "" && (!isScript || neverRan);
  if (isRefused || (forwardedMs === undefined && executedMs === undefined)) return [Infinity];
  if (executedMs !== undefined && error === "") return [executedMs];
  return [forwardedMs ?? Infinity, Infinity];
}

export function mayBeExecutedBy(command: RecordedCommand, atMs: number): boolean {
  return possibleTimesOf(command).some((executedMs) => executedMs <= atMs && executedMs < Infinity);
}

export function isSurelyExecutedBy(command: RecordedCommand, atMs: number): boolean {
  return possibleTimesOf(command).every(
    (executedMs) => executedMs <= atMs && executedMs < Infinity,
  );
}

/** True if Redis never executed the command, or may not have. */
export function mayBeUnexecuted(command: RecordedCommand): boolean {
  return !isSurelyExecutedBy(command, Infinity);
}

/** True if the recorded command does not show whether Redis executed it. */
function isInDoubt(command: RecordedCommand): boolean {
  return mayBeUnexecuted(command) && mayBeExecutedBy(command, Infinity);
}

/**
 * The commands of its own publisher that carried a message, without those that Redis dropped with their
 * transaction. For a command in a transaction, the reply that counts is the reply to EXEC.
 */
export function carriersOf(run: RecordedRun, key: MessageKey): readonly RecordedCommand[] {
  const publisher = key.split("/")[0];
  const carrying = commandsOf(run).filter(
    ({ process, messages = [] }) => process === publisher && messages.includes(key),
  );
  return carrying
    .map((each) => settled(run, each))
    .filter(({ error }) => error !== droppedTransaction);
}

/** All commands of the connection of a command; in a transaction with the reply to its EXEC. */
export function settledCommandsOf(
  run: RecordedRun,
  { process, connection }: RecordedCommand,
): readonly RecordedCommand[] {
  return commandsOf(run)
    .filter((each) => each.process === process && each.connection === connection)
    .map((each) => settled(run, each));
}

const droppedTransaction = "dropped with its transaction";

function settled(run: RecordedRun, command: RecordedCommand): RecordedCommand {
  if (command.reply !== "QUEUED") return asRead(run, command);
  const { repliedMs: _queuedMs, ...rest } = command;
  const [end] = executionsOf(run, command);
  if (command.executedMs === undefined && !end) return { ...rest, error: droppedTransaction };
  const repliedMs = end === "unseen" || !end ? undefined : asRead(run, end).repliedMs;
  return repliedMs === undefined ? rest : { ...rest, repliedMs };
}

/** A client has read a reply for sure only if it had this time to read it before its connection was reset. */
const readMs = 50;

/** The command without its reply if the client may not have read that: its connection was reset soon afterwards. */
function asRead(run: RecordedRun, command: RecordedCommand): RecordedCommand {
  const { repliedMs, ...rest } = command;
  if (repliedMs === undefined) return command;
  const resets = ofKind(run, "wire-end").filter(
    (each) => each.process === command.process && each.connection === command.connection,
  );
  const isUnread = resets.some(({ timeMs }) => {
    const samples = ofKind(run, "sample").filter(({ sample }) => sample === "harness");
    const before = samples.filter((each) => each.timeMs < timeMs).slice(-1);
    const after = samples.filter((each) => each.timeMs >= timeMs).slice(0, 1);
    const delays = [...before, ...after].map(({ values }) => values["eventLoopDelayMs"] ?? 0);
    return timeMs - repliedMs <= readMs + Math.max(0, ...delays);
  });
  return isUnread ? rest : command;
}

/**
 * The commands that may have executed a queued command: an EXEC after it on the same connection, or `unseen` if the
 * link could no longer parse that connection.
 */
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

/**
 * The id of the stream entry that a command made, from its reply. If the command carries several
 * messages, the id is known only for XADD, which puts all of them in one entry.
 */
export function entryMadeBy({
  command,
  messages,
  reply = "",
}: RecordedCommand): string | undefined {
  const count = messages?.length ?? 0;
  const isInOne = command === "XADD" ? count > 0 : count === 1;
  return isInOne && /^\d+-\d+$/.test(reply) ? reply : undefined;
}

/** True if the command certainly stored or published its messages. */
export function hasSurelyStored(command: RecordedCommand): boolean {
  const isAppend = /^(XADD|S?PUBLISH|[LR]PUSH)$/.test(command.command);
  const isStoring = isAppend || entryMadeBy(command) !== undefined;
  return isStoring && !mayBeUnexecuted(command) && command.reply !== "nil";
}

/** True if the command certainly or perhaps stored or published its messages. */
export function hasPerhapsStored(command: RecordedCommand): boolean {
  const isMeantTo = /^(XADD|S?PUBLISH|[LR]PUSH|EVAL|EVALSHA|FCALL)$/.test(command.command);
  return hasSurelyStored(command) || (isMeantTo && isInDoubt(command));
}

/** True if a fault until `byMs` may have cost Redis what this command did. */
export function mayRedisHaveLost(
  run: RecordedRun,
  { executedMs = 0 }: RecordedCommand,
  byMs = Infinity,
) {
  const sofar = faultsOf(run).filter(({ injectCallMs }) => injectCallMs <= byMs);
  return sofar.some((fault) => mayLose(fault, executedMs));
}

function mayLose(fault: RecordedFault, executedMs: number): boolean {
  const { losesAll, losesLastMs, injectCallMs, healedMs = Infinity } = fault;
  if (losesAll) return executedMs <= healedMs;
  const sinceMs = executedMs - injectCallMs;
  return losesLastMs > 0 && sinceMs > -losesLastMs && sinceMs <= inFlightMs;
}

/**
 * True if a recorded command certainly stored the message until a moment and no fault may have lost it
 * since.
 */
export function wasStoredByCommand(run: RecordedRun, key: MessageKey, untilMs = Infinity): boolean {
  const stored = carriersOf(run, key)
    .filter(hasSurelyStored)
    .filter((each) => isSurelyExecutedBy(each, untilMs));
  return stored.some((command) => !mayRedisHaveLost(run, command));
}

/** True if a command is for this group: by its exact name, or with a prefix if no other group fits. */
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
