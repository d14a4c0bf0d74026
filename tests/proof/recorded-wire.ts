import type { MessageKey } from "../../src/history/operation.ts";
import { faultsOf, type RecordedFault } from "./recorded-faults.ts";
import { groupsOf, ofKind, type Call, type GroupName, type RecordedRun } from "./recorded-run.ts";

export type Command = Call<"wire", "ok" | "info">;

/** A message may be on its way for so long when a fault strikes. */
const inFlightMs = 250;

/** In the order in which they ended. Nothing is known where the links saw no commands. */
export function commandsOf(run: RecordedRun): readonly Command[] {
  return run.header.wired ? ofKind(run, "wire") : [];
}

/**
 * When Redis executed a command, in each world that fits what was seen of it: two worlds for one that
 * was sent and never answered, and `Infinity` for a world in which it never did.
 */
function worldsOf({ command, forwardedMs, executedMs, error = "" }: Command): readonly number[] {
  const isScript = ["EVAL", "EVALSHA", "FCALL"].includes(command);
  // A script that fails did something before; one that Redis does not know did not.
  const isRefused = error !== "" && (!isScript || error.startsWith("NOSCRIPT"));
  if (isRefused || (forwardedMs === undefined && executedMs === undefined)) return [Infinity];
  if (executedMs !== undefined && error === "") return [executedMs];
  return [forwardedMs ?? Infinity, Infinity];
}

export function mayBeExecutedBy(command: Command, atMs: number): boolean {
  return worldsOf(command).some((executedMs) => executedMs <= atMs && executedMs < Infinity);
}

export function isSurelyExecutedBy(command: Command, atMs: number): boolean {
  return worldsOf(command).every((executedMs) => executedMs <= atMs && executedMs < Infinity);
}

/** Redis was asked in vain, or may have been. */
export function mayBeLost(command: Command): boolean {
  return !isSurelyExecutedBy(command, Infinity);
}

/** It may have been executed, or not. */
export function isInDoubt(command: Command): boolean {
  return mayBeLost(command) && mayBeExecutedBy(command, Infinity);
}

/** The commands of its own publisher that carried a message. */
export function carriersOf(run: RecordedRun, key: MessageKey): readonly Command[] {
  const publisher = key.split("/")[0];
  return commandsOf(run).filter(
    ({ process, messages = [] }) => process === publisher && messages.includes(key),
  );
}

/** The stream entry that a command with one message made, as its reply says. */
export function entryMadeBy({ messages = [], reply = "" }: Command): string | undefined {
  return messages.length === 1 && /^\d+-\d+$/.test(reply) ? reply : undefined;
}

/** It surely put its messages where others can get them. */
export function hasSurelyStored(command: Command): boolean {
  const isAppend = /^(XADD|S?PUBLISH|[LR]PUSH)$/.test(command.command);
  const isStoring = isAppend || entryMadeBy(command) !== undefined;
  return isStoring && !mayBeLost(command) && command.reply !== "nil";
}

/** Redis may have come back since without it. */
export function mayBeForgotten(run: RecordedRun, { executedMs = 0 }: Command, byMs = Infinity) {
  const sofar = faultsOf(run).filter(({ injectCallMs }) => injectCallMs <= byMs);
  return sofar.some((fault) => mayForget(fault, executedMs));
}

function mayForget(fault: RecordedFault, executedMs: number): boolean {
  const { forgetful, forgetsLastMs, injectCallMs, healedMs = Infinity } = fault;
  if (forgetful) return executedMs <= healedMs;
  const sinceMs = executedMs - injectCallMs;
  return forgetsLastMs > 0 && sinceMs > -forgetsLastMs && sinceMs <= inFlightMs;
}

/** Redis executed its publish, whatever the publisher heard, and has not lost it since. */
export function wasStoredOnWire(run: RecordedRun, key: MessageKey): boolean {
  const stored = carriersOf(run, key).filter(hasSurelyStored);
  return stored.some((command) => !mayBeForgotten(run, command));
}

/** The message behind an entry; `undefined` where nobody knows, or two are named. */
export function messageIn(run: RecordedRun, stream: string, id: string): MessageKey | undefined {
  const onWire = commandsOf(run)
    .filter((each) => entryMadeBy(each) === id && isSameStream(each.key, stream))
    .flatMap(({ messages = [] }) => messages);
  const audited = ofKind(run, "audit")
    .filter(({ key }) => isSameStream(key, stream))
    .flatMap(({ entries = [] }) => entries.filter(([entry]) => entry === id));
  const named = new Set([...onWire, ...audited.flatMap(([, message]) => message ?? [])]);
  return named.size === 1 ? [...named][0] : undefined;
}

/** The auditor names a stream in full, and a link without what stands before it. */
function isSameStream(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  return one === other || one.endsWith(`:${other}`) || other.endsWith(`:${one}`);
}

/** Whether a command means this group: by its name, or a longer one that could mean no other. */
export function isFor(run: RecordedRun, { topic, name }: GroupName, { group }: Command): boolean {
  if (group === undefined) return false;
  const names = groupsOf(run)
    .filter((each) => each.topic === topic)
    .map((each) => each.name);
  if (names.includes(group)) return group === name;
  const meant = names.filter((each) => group.endsWith(`:${each}`));
  return meant.length === 1 && meant[0] === name;
}

export function isAcknowledging({ command }: Command): boolean {
  return command === "XACK" || command === "XACKDEL";
}
