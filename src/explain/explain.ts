import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { earlyAcknowledgementsOf } from "../judging/early-acknowledgement/early-acknowledgements.ts";
import { factsOf } from "../judging/facts/facts.ts";
import type { Finding } from "../judging/finding/finding.ts";
import { judge } from "../judging/judge.ts";
import { explainWire } from "./explained-commands.ts";
import { explainDeliveries } from "./explained-deliveries.ts";
import { explainGroups } from "./explained-groups.ts";
import { explainStream } from "./explained-stream.ts";
import {
  explainFaults,
  explainMoment,
  explainNotices,
  nearbyEvents,
} from "./explained-surroundings.ts";
import type { ExplainedGroup, Explanation } from "./explanation.ts";
import { findingsNaming } from "./findings-of-message.ts";
import { idsOf, streamIdsIn } from "./message-ids.ts";
import { roundedOrNull, roundMs } from "./moments.ts";
import { timelineOf } from "./timeline.ts";

/**
 * Returns everything that a history shows about one message, and which rules decided about it. It
 * decides nothing itself: the rules are those of src/judging.
 */
export function explain(
  history: IndexedHistory,
  message: MessageRecord,
  directory: string,
): Explanation {
  const judgement = judge(history);
  const ids = idsOf(history, message);
  const streamIds = streamIdsIn(ids);
  const roles = rolesOf(history, message);
  const wire = explainWire(history, message, { streamIds, roles });
  const stream = explainStream(history, message);
  const deliveries = [...explainDeliveries(history, message.key)];
  const context = { history, message, deliveries, ids, roles };
  const notices = [...explainNotices(context)];
  const early = earlyAcknowledgementsOf(history).filter((each) => each.message === message);
  const evidence = { history, message, wire, early };
  const findings = findingsNaming(evidence, judgement.findings, ids);
  const groups = explainGroups({ ...evidence, stream, findings });
  const nearby = nearbyEvents(context);
  return {
    schemaVersion: 1,
    run: { ...describeRun(history), directory, verdict: judgement.verdict },
    message: { ...describeMessage(message), streamIds: [...streamIds] },
    summary: summarise(message, groups, findings),
    story: [...timelineOf({ message, wire, deliveries, notices, nearby })],
    wire,
    stream,
    deliveries,
    moment: explainMoment(history, message),
    faults: [...explainFaults(context)],
    notices,
    groups: [...groups],
    findings: findings.map(describeFinding),
  };
}

function rolesOf(
  history: IndexedHistory,
  { topic, publisher }: MessageRecord,
): ReadonlySet<string> {
  const subscribers = factsOf(history).groups.filter((group) => group.topic === topic);
  return new Set([publisher, ...subscribers.flatMap(({ processes }) => [...processes])]);
}

function describeRun({ header }: IndexedHistory) {
  const { runId, scenario, variant, bus, seed, repetition, guarantees } = header;
  return { runId, scenario, variant, bus, seed, repetition, delivery: guarantees.delivery };
}

function describeMessage(message: MessageRecord) {
  const { key, publisher, topic, canary, outcome, id = null, error = null } = message;
  return {
    key,
    publisher,
    topic,
    canary,
    intendedAtMs: roundMs(message.intendedMs),
    calledAtMs: roundMs(message.invokedMs),
    settledAtMs: roundedOrNull(message.settledMs),
    outcome,
    id,
    error,
  };
}

function describeFinding({ kind, rule, verdict, summary }: Finding) {
  return { kind, rule, verdict, summary };
}

/** Sums the message up, such as `acknowledged; lost for group-0: fail`. */
function summarise(
  { outcome }: MessageRecord,
  groups: readonly ExplainedGroup[],
  findings: readonly Finding[],
): string {
  const byFate = Map.groupBy(groups, ({ fate, verdict }) => `${fate}\n${verdict}`);
  const fates = [...byFate.values()].flatMap((alike) => {
    const [first] = alike;
    const names = alike.length > 3 ? `${alike.length} groups` : namesOf(alike);
    return first === undefined ? [] : fateText(first, names);
  });
  const ofGroups = new Set(groups.flatMap((group) => group.findings));
  const others = findings.filter(({ kind }) => !ofGroups.has(kind));
  return [
    outcome === "in-doubt" ? "in doubt" : outcome,
    ...fates,
    ...others.map(({ kind, verdict }) => `${kind}: ${verdict}`),
  ].join("; ");
}

function namesOf(groups: readonly ExplainedGroup[]): string {
  return groups.map(({ name }) => name).join(", ");
}

function fateText({ fate, verdict, findings }: ExplainedGroup, names: string): string {
  const by = fate === "handled" || fate === "delivered" ? "by" : "for";
  const text = fate === "not owed" ? `not owed to ${names}` : `${fate} ${by} ${names}`;
  const trouble = findings.filter((kind) => kind !== fate);
  const also = trouble.length > 0 ? `, ${trouble.join(", ")}` : "";
  // A loss that passes is one that the guarantees allow, or that a self-check must have.
  if (fate === "lost" && verdict === "pass") return `${text}${also}, which is allowed`;
  return findings.length === 0 ? text : `${text}${also}: ${verdict}`;
}
