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
import { lossesOf, type Loss } from "./losses.ts";

/**
 * At which commands of a worker's start, where it was held, its group loses what is published there.
 * Whether it was owed that is for others to say: this names the places, and is as strict as they are.
 */
export function judgeStartCommands(history: IndexedHistory): readonly Finding[] {
  const { drain } = history;
  if (!drain || drain.outcome === "progressing") return [];
  const boundaries = history.faults.flatMap((fault) => boundaryOf(fault, history));
  const lossy = boundaries.filter(({ missed }) => missed.length > 0);
  const total = boundaries.length;
  return [
    ...silentFinding(boundaries.filter(({ published }) => published.length === 0)),
    ...lossFinding({ lossy: lossy.filter(({ owed }) => owed), total, verdict: "fail" }),
    ...lossFinding({ lossy: lossy.filter(({ owed }) => !owed), total, verdict: "pass" }),
  ];
}

/** A command before which a worker was held. */
interface Boundary {
  /** Such as `reader XGROUP CREATE stream:orders #1`. */
  readonly name: string;
  readonly injectIndex: number;
  readonly from: SubscriptionRecord["from"] | undefined;
  /** What was acknowledged while it was held. */
  readonly published: readonly MessageRecord[];
  /** What its group never got of that. */
  readonly missed: readonly MessageRecord[];
  /** Its group had to get some of what it missed. */
  readonly owed: boolean;
}

function boundaryOf(fault: FaultRecord, history: IndexedHistory): readonly Boundary[] {
  const { messages, header } = history;
  const { groups } = factsOf(history);
  const { losses } = lossesOf(history);
  const { command, evidence, roles } = fault;
  // One that never struck is missing evidence already.
  if (!command || !isHold(command) || !evidence.some(({ seen }) => seen)) return [];
  const [role = ""] = roles;
  const group = groups.find(({ processes }) => processes.has(role));
  const published = group
    ? [...messages.values()].filter((message) => wasPublishedAt(fault, group, message))
    : [];
  const missed = published.filter(
    ({ key }) => group && !wasReceived(group, key, header.guarantees),
  );
  const failing = losses.filter((loss) => isForbidden(loss) && loss.group === group);
  return [
    {
      name: nameOf(command),
      injectIndex: fault.injectIndex,
      from: group?.subscriptions[0]?.from,
      published,
      missed,
      owed: failing.some(({ message }) => missed.includes(message)),
    },
  ];
}

function isHold({ act, position }: StruckCommand): boolean {
  return act === "stall" && position === "before-forwarding";
}

function nameOf({ connectionName, command, key, occurrence }: StruckCommand): string {
  const words = [connectionName, command, key, `#${occurrence}`];
  return words.filter((word) => word !== undefined).join(" ");
}

/** As the delivery checker counts it. */
function isForbidden({ kind, allowed, forgotten }: Loss): boolean {
  return kind === "lost" && !allowed && !forgotten;
}

function wasPublishedAt(
  { injectedMs = Infinity, healCallMs = Infinity }: FaultRecord,
  { topic }: Group,
  message: MessageRecord,
): boolean {
  const { outcome, invokedMs, settledMs = Infinity } = message;
  if (message.topic !== topic || outcome !== "acknowledged") return false;
  return invokedMs >= injectedMs && settledMs <= healCallMs;
}

function silentFinding(silent: readonly Boundary[]): readonly Finding[] {
  if (silent.length === 0) return [];
  const operations = silent.map(({ injectIndex }) => injectIndex);
  return [
    noEvidence(
      "no-evidence/nothing-published-while-starting",
      `nothing was acknowledged while held ${placesOf(silent)}`,
      operations,
    ),
  ];
}

interface LossyBoundaries {
  readonly lossy: readonly Boundary[];
  readonly total: number;
  readonly verdict: "pass" | "fail";
}

function lossFinding({ lossy, total, verdict }: LossyBoundaries): readonly Finding[] {
  if (lossy.length === 0) return [];
  const boundaries = total === 1 ? "boundary loses" : "boundaries lose";
  const isNew = lossy.every(({ from }) => from === "new");
  const reason = verdict === "pass" && isNew ? ", as `new` allows" : "";
  const summary = `${lossy.length} of ${total} ${boundaries} what is published there${reason}: ${placesOf(lossy)}`;
  return [
    createFinding(verdict === "fail" ? "lost/while-starting" : "lost/while-starting-not-owed", {
      verdict,
      summary,
      messages: lossy.flatMap(({ missed }) => missed.map(({ key }) => key)),
      operations: lossy.map(({ injectIndex }) => injectIndex),
    }),
  ];
}

/** All of them, since the list is the result. */
function placesOf(boundaries: readonly Boundary[]): string {
  return boundaries.map(({ name }) => `before ${name}`).join(", ");
}
