import { carriersOf } from "../recorded/recorded-commands.ts";
import { faultsOf, isTouched, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  drainOf,
  ofKind,
  originOf,
  published,
  settledAt,
  subscriptionsOf,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** How long a message may be on its way when a fault happens. */
const inFlightMs = 250;

/**
 * When a message was sent: when its call settled, or later when Redis executed a command of its publisher that carried
 * it, if the bus claims `confirmsPublish: false`. A command that Redis executed after the drain does not count.
 */
export function sentAt(run: RecordedRun, { message }: PublishCall): number | undefined {
  const settledMs = settledAt(run, message);
  if (settledMs === undefined || run.header.guarantees.confirmsPublish) return settledMs;
  const endMs = drainOf(run)?.timeMs ?? Infinity;
  const executions = carriersOf(run, message).map(({ executedMs = settledMs }) => executedMs);
  return Math.max(settledMs, ...executions.filter((executedMs) => executedMs <= endMs));
}

/**
 * True if an at-most-once or best-effort bus may lose the message: it was published while a fault cut off the group.
 * The window ends with the first message that the group got after the heal, at the recovery limit at
 * the latest.
 */
export function isInLossWindow(run: RecordedRun, group: GroupName, message: PublishCall): boolean {
  const members = subscriptionsOf(run, group).map(({ process }) => process);
  const calls = published(run).filter(({ topic }) => topic === group.topic);
  return isWhileCutOff(run, message, { roles: members, group, calls });
}

/** The same for a fault that cut off its publisher; the window ends with a message of that publisher. */
export function isInOutageOfPublisher(
  run: RecordedRun,
  group: GroupName,
  message: PublishCall,
): boolean {
  const roles = [message.message.slice(0, message.message.lastIndexOf("/"))];
  const calls = published(run).filter(
    ({ topic, message: key }) => topic === group.topic && key.startsWith(`${roles[0]}/`),
  );
  return isWhileCutOff(run, message, { roles, group, calls });
}

interface CutOff {
  readonly roles: readonly string[];
  readonly group: GroupName;
  /** The calls whose delivery to the group shows that the roles are connected again. */
  readonly calls: readonly PublishCall[];
}

function isWhileCutOff(run: RecordedRun, message: PublishCall, cutOff: CutOff): boolean {
  const overMs = sentAt(run, message) ?? message.timeMs;
  return faultsOf(run).some((fault) => {
    if (!isTouched(fault, cutOff.roles)) return false;
    if (overMs < fault.injectCallMs - inFlightMs) return false;
    const { healedMs } = fault;
    if (healedMs === undefined) return true;
    const firstGotMs = firstDeliverySince(run, cutOff, healedMs);
    const claimedMs = Math.max(...cutOff.roles.map((role) => claimAt(run, role, fault)));
    const endMs = Math.min(
      firstGotMs,
      healedMs + run.header.recoveryLimitMs,
      claimedMs + afterClaimMs,
    );
    return message.timeMs <= endMs;
  });
}

/** A bus that says `connected` must hear what is published this long after it. */
const afterClaimMs = 1000;

/**
 * When the bus of a role claims to be connected again: at the heal or at a later notice `connected`, if
 * every loss since the fault was followed by a return by then, and no other loss came within the next
 * second.
 */
function claimAt(run: RecordedRun, role: string, fault: RecordedFault): number {
  const { injectCallMs, healedMs = Infinity } = fault;
  const since = ofKind(run, "notice").filter(
    ({ process, timeMs }) => process === role && timeMs >= injectCallMs,
  );
  const returns = since.filter(({ notice }) => notice === "connected");
  const losses = since.filter(({ notice }) => notice === "disconnected");
  const isBack = (atMs: number): boolean => {
    const returned = returns.filter(({ timeMs }) => timeMs <= atMs);
    if (returned.length === 0) return false;
    const isEven = losesInForce(since.filter(({ timeMs }) => timeMs <= atMs)) === 0;
    return isEven && !losses.some(({ timeMs }) => timeMs > atMs && timeMs <= atMs + afterClaimMs);
  };
  const moments = [healedMs, ...returns.map(({ timeMs }) => timeMs)].filter(
    (atMs) => atMs >= healedMs && isBack(atMs),
  );
  return Math.min(...moments);
}

/** How many losses no return has followed yet. A return without a loss before it counts for nothing. */
function losesInForce(notices: readonly { readonly notice: string }[]): number {
  return notices.reduce((open, { notice }) => {
    if (notice === "disconnected") return open + 1;
    return notice === "connected" ? Math.max(0, open - 1) : open;
  }, 0);
}

function firstDeliverySince(run: RecordedRun, { group, calls }: CutOff, healedMs: number): number {
  const since = calls.filter(({ timeMs }) => timeMs >= healedMs);
  const got = since.flatMap(({ message }) => deliveriesOf(run, group, message));
  return Math.min(
    ...got.filter((each) => originOf(run, each) !== undefined).map(({ timeMs }) => timeMs),
  );
}
