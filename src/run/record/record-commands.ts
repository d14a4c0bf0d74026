import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { toMicroseconds, type Recorder } from "../../history/recorder.ts";
import type { CommandObserver, Link, ObservedCommand } from "../../link/contract/link.ts";
import { createPayloadFinder } from "../../workload/payload.ts";
import { errorTextOf, shortReplyOf } from "./command-reply.ts";
import {
  databaseOf,
  groupOf,
  idsOf,
  isBlocking,
  isWithoutAcknowledgement,
  optionsOf,
  streamsOf,
} from "./command-request.ts";

export interface CommandRecorderOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly role: string;
  readonly runId: string;
  /** The prefix of the keys of the run, which the history leaves out. */
  readonly namespace: string;
  /** The start of the run on the monotonic clock. */
  readonly startMs: number;
}

/**
 * Records every command of a link from now on. A link that does not understand commands records
 * nothing.
 *
 * @param namespace the prefix of the keys of the run, which the history leaves out.
 */
export function recordCommands(
  { role, commands }: Link,
  namespace: string,
  options: Omit<CommandRecorderOptions, "role" | "namespace">,
): void {
  commands?.observe(namespace, createCommandRecorder({ ...options, role, namespace }));
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type WireDraft = Writable<Omit<WireCommand, "index" | "timeMs">>;

/** A link keeps the first MiB of a reply, so a reply of this length may have been longer. */
const keptReplyBytes = 1024 * 1024;

/**
 * Returns an observer that records each command with its times, its messages and its stream ids. For a
 * command that sets a connection up or can hold a password it records the name and the times alone.
 */
export function createCommandRecorder(options: CommandRecorderOptions): CommandObserver {
  const { recorder, role } = options;
  const find = createPayloadFinder(options.runId);
  return {
    ended: (command) => void recorder.record(draftOf(command, { ...options, find })),
    pushed({ connection, frame }) {
      const returned = find(bytesAsText(frame));
      if (returned.length === 0) return;
      recorder.record({ kind: "wire-push", type: "info", process: role, connection, returned });
    },
    reset(connection) {
      recorder.record({ kind: "wire-end", type: "info", process: role, connection, how: "rst" });
    },
    opaque(connection, reason) {
      recorder.record({ kind: "wire-opaque", type: "info", process: role, connection, reason });
    },
  };
}

type Find = (text: string) => MessageKey[];

interface Drafting extends Pick<
  CommandRecorderOptions,
  "role" | "startMs" | "namespace" | "runId"
> {
  readonly find: Find;
}

function draftOf(command: ObservedCommand, drafting: Drafting): WireDraft {
  const { role, startMs } = drafting;
  const { point, connection, repliedMs } = command;
  const draft: WireDraft = {
    kind: "wire",
    type: repliedMs === undefined ? "info" : "ok",
    process: role,
    connection,
    command: point.command,
    occurrence: point.occurrence,
  };
  if (point.connection !== undefined) draft.connectionName = point.connection;
  addTimes(draft, command, startMs);
  const database = databaseOf(point.command, command.args);
  if (database !== undefined) draft.database = database;
  if (command.handshake) draft.handshake = true;
  else if (!isSecret(point.command)) addContent(draft, command, drafting);
  return draft;
}

function addTimes(draft: WireDraft, command: ObservedCommand, startMs: number): void {
  const { forwardedMs, executedMs, repliedMs } = command;
  if (forwardedMs !== undefined) draft.forwardedMs = toMicroseconds(forwardedMs - startMs);
  if (executedMs !== undefined) draft.executedMs = toMicroseconds(executedMs - startMs);
  if (repliedMs !== undefined) draft.repliedMs = toMicroseconds(repliedMs - startMs);
}

const secretNames = new Set(["HELLO", "AUTH", "MIGRATE"]);
const secretContainers = ["ACL ", "CONFIG ", "SENTINEL "];

/** Passwords occur in more commands than those of the handshake. */
function isSecret(command: string): boolean {
  return secretNames.has(command) || secretContainers.some((name) => command.startsWith(name));
}

function addContent(
  draft: WireDraft,
  command: ObservedCommand,
  { find, namespace, runId }: Drafting,
): void {
  const { point, args, reply } = command;
  if (point.key !== undefined) {
    draft.key = point.key;
    if (isOutside(point.command, args, [namespace.replace(/:$/u, ""), runId])) {
      draft.outsideNamespace = true;
    }
  }
  const keys = streamsOf(point.command, args);
  if (keys) draft.keys = keys.map((key) => withoutPrefix(key, namespace));
  const messages = args.flatMap((arg) => find(bytesAsText(arg)));
  if (messages.length > 0) draft.messages = messages;
  const group = groupOf(point.command, args);
  if (group !== undefined) draft.group = group;
  const ids = idsOf(point.command, args);
  if (ids && ids.length > 0) draft.ids = ids;
  addOptions(draft, point.command, args);
  if (reply && command.failed) draft.error = errorTextOf(bytesAsText(reply));
  else if (reply) addReply(draft, bytesAsText(reply), find);
}

/** Commands that write to a key or use a channel, and not those of scripts, whose keys may be built in the script. */
const usesOfNames: readonly (readonly string[])[] = [
  ["SET", "SETEX", "PSETEX", "SETNX", "MSET", "APPEND", "INCR", "INCRBY", "DECR"],
  ["HSET", "HMSET", "HSETNX", "HINCRBY", "SADD", "ZADD", "ZINCRBY", "XADD", "XGROUP CREATE"],
  ["LPUSH", "RPUSH", "LMOVE", "RPOPLPUSH", "BLMOVE", "BRPOPLPUSH"],
  ["PUBLISH", "SPUBLISH", "SUBSCRIBE", "SSUBSCRIBE", "PSUBSCRIBE"],
];

/** Returns true if no argument has one of the marks by which the names of this run differ from those of others. */
function isOutside(command: string, args: readonly Buffer[], marks: readonly string[]): boolean {
  if (!usesOfNames.some((names) => names.includes(command))) return false;
  return !args.some((arg) => marks.some((mark) => arg.includes(mark)));
}

function addOptions(draft: WireDraft, command: string, args: readonly Buffer[]): void {
  const options = optionsOf(command, args);
  if (options && options.length > 0) draft.options = options;
  if (isWithoutAcknowledgement(command, args)) draft.noAck = true;
  if (isBlocking(command, args)) draft.blocks = true;
}

function addReply(draft: WireDraft, reply: string, find: Find): void {
  const short = shortReplyOf(reply);
  if (short !== undefined) {
    draft.reply = short;
    return;
  }
  const returned = find(reply);
  if (returned.length > 0) draft.returned = returned;
  if (reply.length >= keptReplyBytes) draft.partial = true;
}

function withoutPrefix(key: string, prefix: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** Returns a text with one character for each byte. */
function bytesAsText(bytes: Buffer): string {
  return bytes.toString("latin1");
}
