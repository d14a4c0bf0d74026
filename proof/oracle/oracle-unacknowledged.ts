import {
  commandsOf,
  isFor,
  isSurelyExecutedBy,
  mayBeForgotten,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import {
  deliveriesOf,
  handlingOf,
  ofKind,
  subscriptionsOf,
  type Delivered,
  type GroupName,
  type Published,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** Read from its stream and handled, in a group that sent nothing in the whole run to confirm it. */
export function isPendingByWire(run: RecordedRun, group: GroupName, message: Published): boolean {
  const members = new Set(subscriptionsOf(run, group).map(({ process }) => process));
  const isForeign = ofKind(run, "wire-opaque").some(({ process }) => members.has(process));
  const isConfirmed = commandsOf(run).some((each) => mayConfirm(each, group, members));
  if (isForeign || isConfirmed) return false;
  const [handled] = deliveriesOf(run, group, message.message).filter(
    (each) => handlingOf(run, each).outcome === "handled",
  );
  if (!handled) return false;
  return commandsOf(run).some(
    (each) =>
      each.command === "XREADGROUP" &&
      isFor(run, group, each) &&
      isReadOf(each, message, handled) &&
      !mayBeForgotten(run, each),
  );
}

/** Some commands say for which group they are; of others it can only be the group's own. */
function mayConfirm(
  sent: RecordedCommand,
  { name }: GroupName,
  members: ReadonlySet<string>,
): boolean {
  const { command, group, noAck, process } = sent;
  const isMeant = group === name || group?.endsWith(`:${name}`) === true;
  if (/^(XACK|XACKDEL|XCLAIM|XAUTOCLAIM)$/.test(command)) return isMeant || group === undefined;
  if (noAck) return isMeant;
  const isAnyones =
    /^(EVAL|EVALSHA|FCALL|MULTI|XDEL|XDELEX|DEL|UNLINK)$|^XGROUP (DESTROY|DELCONSUMER|SETID)$/;
  return isAnyones.test(command) && members.has(process);
}

/** A whole reply to its subscriber, between its publish and its handler, that held it or may have. */
function isReadOf(
  read: RecordedCommand,
  { message, timeMs: fromMs }: Published,
  handled: Delivered,
) {
  const { process, executedMs = -1, repliedMs, reply, returned = [message], partial } = read;
  const isWhole = isSurelyExecutedBy(read, handled.timeMs) && repliedMs !== undefined;
  const isShown = partial === true || returned.includes(message);
  const isItsOwn = process === handled.process && executedMs >= fromMs;
  return isItsOwn && isWhole && isShown && reply !== "nil";
}
