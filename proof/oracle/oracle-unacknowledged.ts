import { isPending } from "../recorded/recorded-audit.ts";
import {
  commandsOf,
  isFor,
  isSurelyExecutedBy,
  mayRedisHaveLost,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import { faultsOf } from "../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  drainOf,
  groupReadyAt,
  groupsOf,
  handlingOf,
  leftAt,
  ofKind,
  published,
  rescueOf,
  settledAt,
  subscriptionsOf,
  type DeliverCall,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { hadStatedTime, isReplayed } from "./oracle-missing.ts";

/** True if a group read and handled the message, but sent no command in the whole run that may acknowledge it. */
export function isPendingByCommands(
  run: RecordedRun,
  group: GroupName,
  message: PublishCall,
): boolean {
  const members = new Set(subscriptionsOf(run, group).map(({ process }) => process));
  const isUnreadable = ofKind(run, "wire-opaque").some(({ process }) => members.has(process));
  const mayBeConfirmed = commandsOf(run).some((each) => mayConfirm(each, group, members));
  if (isUnreadable || mayBeConfirmed) return false;
  const [handled] = deliveriesOf(run, group, message.message).filter(
    (each) => handlingOf(run, each).outcome === "handled",
  );
  if (!handled) return false;
  return commandsOf(run).some(
    (each) =>
      each.command === "XREADGROUP" &&
      isFor(run, group, each) &&
      isReadOf(each, message, handled) &&
      !mayRedisHaveLost(run, each),
  );
}

/**
 * True if the message was published before the group was ready, and settled before the drain ended; if it is pending,
 * although no handler of the group finished it in the stated time.
 */
export function isLeftPending(run: RecordedRun, group: GroupName, call: PublishCall): boolean {
  const { message, topic, timeMs } = call;
  const readyMs = groupReadyAt(run, group);
  if (topic !== group.topic || readyMs === Infinity || timeMs > readyMs) return false;
  if (isReplayed(run, group) || !isPending(run, group, message)) return false;
  const drainedMs = drainOf(run)?.timeMs ?? -Infinity;
  if ((settledAt(run, message) ?? Infinity) > drainedMs) return false;
  return !wasFinished(run, group, message) && hadStatedTime(run, call);
}

/** True if a handler of the group finished the message, or a handler of its fresh subscriber. */
function wasFinished(run: RecordedRun, group: GroupName, message: string): boolean {
  const own = deliveriesOf(run, group, message);
  const isHandled = own.some((each) => handlingOf(run, each).outcome === "handled");
  return isHandled || (rescueOf(run, group)?.got.includes(message) ?? false);
}

/** A command that names a group counts for that group; any other counts if a member of the group sent it. */
function mayConfirm(
  sent: RecordedCommand,
  { name }: GroupName,
  members: ReadonlySet<string>,
): boolean {
  const { command, group, noAck, process } = sent;
  const isMeant = group === name || group?.endsWith(`:${name}`) === true;
  if (/^(XACK|XACKDEL|XCLAIM|XAUTOCLAIM)$/.test(command)) return isMeant || group === undefined;
  if (noAck) return isMeant;
  const forAnyGroup =
    /^(EVAL|EVALSHA|FCALL|MULTI|XDEL|XDELEX|DEL|UNLINK)$|^XGROUP (DESTROY|DELCONSUMER|SETID)$/;
  return forAnyGroup.test(command) && members.has(process);
}

/** True for a complete reply to the subscriber, between publish and handler, that may hold the message. */
function isReadOf(
  read: RecordedCommand,
  { message, timeMs: fromMs }: PublishCall,
  handled: DeliverCall,
) {
  const { process, executedMs = -1, repliedMs, reply, returned = [message], partial } = read;
  const isWhole = isSurelyExecutedBy(read, handled.timeMs) && repliedMs !== undefined;
  const isShown = partial === true || returned.includes(message);
  const isItsOwn = process === handled.process && executedMs >= fromMs;
  return isItsOwn && isWhole && isShown && reply !== "nil";
}

const removing = ["ZREM", "LREM", "SREM", "HDEL"];

/** For each group and key: the handled messages that stay in the key, although the group asked to remove what it handled. */
export function removedWithoutEffect(run: RecordedRun): readonly (readonly string[])[] {
  const outcome = drainOf(run)?.outcome ?? "progressing";
  const mayBeGone = faultsOf(run).some(({ losesAll, losesLastMs }) => losesAll || losesLastMs > 0);
  if (outcome === "progressing" || mayBeGone) return [];
  const staying = groupsOf(run).filter((group) => leftAt(run, group) === Infinity);
  return staying.flatMap((group) => {
    const own = commandsOfMembers(run, group);
    const keys = new Set(own.map(({ key = "" }) => key).filter((key) => key !== ""));
    return [...keys]
      .map((key) =>
        messagesThatStay(
          run,
          group,
          own.filter((each) => each.key === key),
        ),
      )
      .filter((messages) => messages.length > 0);
  });
}

/** The commands of the members of a group; none if the link could not read all of them. */
function commandsOfMembers(run: RecordedRun, group: GroupName): readonly RecordedCommand[] {
  const members = subscriptionsOf(run, group).map(({ process }) => process);
  const isUnreadable = ofKind(run, "wire-opaque").some(({ process }) => members.includes(process));
  return isUnreadable ? [] : commandsOf(run).filter(({ process }) => members.includes(process));
}

/** @param ofKey the commands of the members on one key. */
function messagesThatStay(
  run: RecordedRun,
  group: GroupName,
  ofKey: readonly RecordedCommand[],
): readonly string[] {
  const removals = ofKey.filter(
    ({ command, executedMs }) => removing.includes(command) && executedMs !== undefined,
  );
  const removedNothing = removals.every(({ reply }) => reply === "0");
  if (removals.length < 10 || !removedNothing) return [];
  const taken = published(run)
    .map(({ message }) => message)
    .filter((message) => ofKey.some((each) => gave(each, message)))
    .filter((message) =>
      deliveriesOf(run, group, message).some((each) => handlingOf(run, each).outcome === "handled"),
    );
  return sizeOf(run, ofKey[0]?.key ?? "") >= taken.length ? taken : [];
}

function gave({ returned = [], repliedMs }: RecordedCommand, message: string): boolean {
  return repliedMs !== undefined && returned.includes(message);
}

/** How many elements a key had when the auditor looked last. */
function sizeOf(run: RecordedRun, key: string): number {
  const sizes = ofKind(run, "sample").filter(({ sample }) => sample === "sizes");
  return sizes.at(-1)?.values[key] ?? 0;
}
