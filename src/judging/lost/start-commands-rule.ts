import type { HistoryHeader } from "../../history/history-header.ts";
import type {
  FaultRecord,
  IndexedHistory,
  MessageRecord,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import type { StruckCommand } from "../../history/struck-command.ts";
import { factsOf } from "../facts/facts.ts";
import { wasReceived, type Group } from "../facts/groups.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { lossVerdict } from "./loss-verdict.ts";
import { lossesOf } from "./losses.ts";

/**
 * Reports before which commands of its start a subscriber misses what is published. The harness holds a starting
 * subscriber before each of its commands in turn, and publishes a message there.
 *
 *      10 ms  the link holds `reader XGROUP CREATE stream:orders #1` of a subscriber with `from: "new"`
 *      20 ms  publisher-0/3 is acknowledged
 *      40 ms  the command goes on; the group never gets publisher-0/3
 *     → lost/while-starting-not-owed, pass: `new` allows it
 *
 * Whether the group had to get the message is decided by losses.ts: only then the verdict is `fail`. A bus that may lose
 * messages while it is disconnected must also get those that were published after its subscribe call had resolved.
 */
export const judgeStartCommands: Rule = (history) => {
  const { drain } = history;
  if (!drain || drain.outcome === "progressing") return [];
  const holds = history.faults.flatMap((fault) => holdOf(fault, history));
  const lossy = holds.filter(({ missed }) => missed.length > 0);
  const total = holds.length;
  return [
    ...silentFinding(holds.filter(({ published }) => published.length === 0)),
    ...lossFinding({ lossy: lossy.filter(({ owed }) => owed), total, verdict: "fail" }),
    ...lossFinding({ lossy: lossy.filter(({ owed }) => !owed), total, verdict: "pass" }),
  ];
};

/** A command before which the harness held a starting subscriber. */
interface Hold {
  /** Such as `reader XGROUP CREATE stream:orders #1`. */
  readonly name: string;
  readonly injectIndex: number;
  readonly from: SubscriptionRecord["from"] | undefined;
  /** The messages that were acknowledged meanwhile. */
  readonly published: readonly MessageRecord[];
  /** The messages among `published` that the group never got. */
  readonly missed: readonly MessageRecord[];
  /** Whether the group had to get any of these. */
  readonly owed: boolean;
}

function holdOf(fault: FaultRecord, history: IndexedHistory): readonly Hold[] {
  const { messages, header } = history;
  const { command, roles } = fault;
  if (!command || !heldAtCommand(fault)) return [];
  const [role = ""] = roles;
  const group = factsOf(history).groups.find(({ processes }) => processes.has(role));
  const published = group
    ? [...messages.values()].filter((message) => wasPublishedMeanwhile(fault, group, message))
    : [];
  const missed = published.filter(
    ({ key }) => group && !wasReceived(group, key, header.guarantees),
  );
  const failing = lossesOf(history).losses.filter(
    ({ kind, rule, group: loser }) =>
      (kind === "lost" || kind === "stranded") &&
      lossVerdict(rule, history) === "fail" &&
      loser === group,
  );
  return [
    {
      name: nameOf(command),
      injectIndex: fault.injectIndex,
      from: group?.subscriptions[0]?.from,
      published,
      missed,
      owed:
        failing.some(({ message }) => missed.includes(message)) ||
        missed.some((message) => group && isOwedDespiteHold(group, message, header)),
    },
  ];
}

/**
 * Returns whether a bus that may lose messages while it is disconnected nevertheless owes this message: it was published
 * after subscribe had resolved. The hold did not disconnect the subscriber; it only delayed a command that the bus
 * should have waited for.
 */
function isOwedDespiteHold(
  { readyMs }: Group,
  { invokedMs }: MessageRecord,
  { guarantees }: HistoryHeader,
): boolean {
  return guarantees.delivery !== "at-least-once" && invokedMs > readyMs;
}

/** Returns whether a fault held a role before one of its commands. A hold that never struck has no effect. */
export function heldAtCommand({ command, evidence }: FaultRecord): boolean {
  const isHold = command?.act === "stall" && command.position === "before-forwarding";
  return isHold && evidence.some(({ seen }) => seen);
}

function nameOf({ connectionName, command, key, occurrence }: StruckCommand): string {
  const words = [connectionName, command, key, `#${occurrence}`];
  return words.filter((word) => word !== undefined).join(" ");
}

function wasPublishedMeanwhile(
  { injectedMs = Infinity, healCallMs = Infinity }: FaultRecord,
  { topic }: Group,
  message: MessageRecord,
): boolean {
  const { outcome, invokedMs, settledMs = Infinity } = message;
  if (message.topic !== topic || outcome !== "acknowledged") return false;
  return invokedMs >= injectedMs && settledMs <= healCallMs;
}

function silentFinding(silent: readonly Hold[]): readonly Finding[] {
  if (silent.length === 0) return [];
  const operations = silent.map(({ injectIndex }) => injectIndex);
  const summary = `no message was acknowledged while a subscriber was held ${placesOf(silent)}`;
  return [noEvidence("no-evidence/nothing-published-while-starting", summary, operations)];
}

interface LossyHolds {
  readonly lossy: readonly Hold[];
  readonly total: number;
  readonly verdict: "pass" | "fail";
}

function lossFinding({ lossy, total, verdict }: LossyHolds): readonly Finding[] {
  if (lossy.length === 0) return [];
  const isNew = lossy.every(({ from }) => from === "new");
  const reason = verdict === "pass" && isNew ? ", as `new` allows" : "";
  const commands = `${lossy.length} of ${total} start-up ${total === 1 ? "command" : "commands"}`;
  const rule = verdict === "fail" ? "lost/while-starting" : "lost/while-starting-not-owed";
  return [
    createFinding(rule, {
      verdict,
      summary: `messages published before ${commands} were lost${reason}: ${placesOf(lossy)}`,
      messages: lossy.flatMap(({ missed }) => missed.map(({ key }) => key)),
      operations: lossy.map(({ injectIndex }) => injectIndex),
    }),
  ];
}

/** Names all of them: the list is the result of the run. */
function placesOf(holds: readonly Hold[]): string {
  return holds.map(({ name }) => `before ${name}`).join(", ");
}
