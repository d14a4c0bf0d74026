import type {
  DeliveryRecord,
  FaultRecord,
  IndexedHistory,
  MessageRecord,
  Rescue,
  SubscriptionRecord,
} from "../../src/history/indexed-history.ts";
import type { Audit } from "../../src/history/operations/audit-operation.ts";
import type { DeadLetters } from "../../src/history/operations/dead-letters.ts";
import type { ProcessEnd } from "../../src/history/operations/process-end.ts";
import type {
  Drain,
  Notice,
  Sample,
  StrayError,
} from "../../src/history/operations/run-operations.ts";
import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import { durationText } from "../../src/wording.ts";

/** A call or an event of a history in plain words, with the time at which it began. */
export interface CallLine {
  readonly atMs: number;
  readonly text: string;
}

/** A line with the record that it tells, as far as `joined` needs it. */
interface Line extends CallLine {
  readonly publish?: MessageRecord;
  readonly delivery?: DeliveryRecord;
}

/** Tells a small history call by call, in the order in which the calls began. */
export function callLines(history: IndexedHistory): readonly CallLine[] {
  return joined(linesOf(history));
}

/**
 * Puts the delivery of a message into the line of its publish, if it was handled at once and nothing else happened
 * meanwhile. Such messages are only the background of an example.
 */
function joined(lines: readonly Line[]): readonly CallLine[] {
  return lines.flatMap((line, position) => {
    if (isAtOnce(lines[position - 1], line, lines[position + 1])) return [];
    const next = lines[position + 1];
    const end = isAtOnce(line, next, lines[position + 2]) ? next?.delivery : undefined;
    if (!end) return [line];
    const handled = `handled by ${end.subscription.group} at ${at(end.endMs ?? Infinity)}`;
    return [{ atMs: line.atMs, text: `${line.text}; ${handled}` }];
  });
}

/** Returns whether the second line is the usual delivery of the message in the first one, before the third begins. */
function isAtOnce(first?: Line, second?: Line, third?: Line): boolean {
  const [publish, delivery] = [first?.publish, second?.delivery];
  if (!publish || delivery?.message !== publish || publish.outcome !== "acknowledged") return false;
  const isUsual = delivery.outcome === "handled" && delivery.start.topic === publish.topic;
  return isUsual && (third?.atMs ?? Infinity) > (delivery.endMs ?? Infinity);
}

function linesOf(history: IndexedHistory): readonly Line[] {
  return [
    ...history.subscriptions.flatMap((each) => subscriptionLines(each, history.processEnds)),
    ...history.faults.map(faultLine),
    ...[...history.messages.values()].map(publishLine),
    ...history.wire.map(commandLine),
    ...history.deliveries.map(deliveryLine),
    ...history.rescues.flatMap(rescueLines),
    ...history.notices.map(noticeLine),
    ...history.samples.map(sampleLine),
    ...history.strayErrors.map(strayErrorLine),
    ...history.processEnds.map(processEndLine),
    ...(history.drain ? [drainLine(history.drain)] : []),
    ...history.audits.map(auditLine),
    ...history.deadLetters.map(deadLettersLine),
  ].toSorted((left, right) => left.atMs - right.atMs);
}

function subscriptionLines(
  subscription: SubscriptionRecord,
  processEnds: IndexedHistory["processEnds"],
): CallLine[] {
  const isEnd = (timeMs: number): boolean =>
    processEnds.some((end) => end.process === subscription.process && end.timeMs === timeMs);
  const { group, from, invokedMs, readyMs, heardMs, closeInvokedMs, closedMs } = subscription;
  const ready = readyMs === undefined ? "the call never resolves" : `ready at ${at(readyMs)}`;
  const start = from === "start" ? " from the start of the stream" : "";
  const lines: CallLine[] = [
    { atMs: invokedMs, text: `group ${group} subscribes${start}; ${ready}` },
  ];
  if (heardMs !== undefined) {
    lines.push({ atMs: heardMs, text: `group ${group} has handled a canary: the load begins` });
  }
  if (closeInvokedMs === undefined || isEnd(closeInvokedMs)) return lines;
  const closed = closedMs === undefined ? "close never resolves" : `closed at ${at(closedMs)}`;
  return [...lines, { atMs: closeInvokedMs, text: `group ${group} closes; ${closed}` }];
}

function strayErrorLine({ timeMs, process, origin, error }: StrayError): CallLine {
  const isOfProcess = origin === "died" || origin === "blocked";
  const text = isOfProcess ? `${process}: ${error}` : `an error escapes from the bus: ${error}`;
  return { atMs: timeMs, text };
}

function processEndLine({ timeMs, process, how, by }: ProcessEnd): CallLine {
  const who = by === "harness" ? "is ended" : "ends by itself";
  return { atMs: timeMs, text: `the process of ${process} ${who}: ${how}` };
}

function rescueLines({ subscription, deliveries }: Rescue): Line[] {
  const { group, invokedMs } = subscription;
  const text = `the harness opens a fresh subscriber in group ${group}`;
  const lines = deliveries.map(deliveryLine).map(({ atMs, text: what }) => {
    const told = what.replace(`group ${group}`, "the fresh subscriber");
    return { atMs, text: told };
  });
  return [{ atMs: invokedMs, text }, ...lines];
}

function publishLine(publish: MessageRecord): Line {
  const { key, topic, invokedMs, settledMs, outcome, sharesPayload } = publish;
  const equal = sharesPayload ? " with an equal payload" : "";
  return {
    publish,
    atMs: invokedMs,
    text: `${key} is published on ${topic}${equal}; ${publishEnd(outcome, settledMs)}`,
  };
}

function publishEnd(outcome: MessageRecord["outcome"], settledMs: number | undefined): string {
  if (settledMs === undefined) return "the call never settles, so the publish is in doubt";
  if (outcome === "acknowledged") return `acknowledged at ${at(settledMs)}`;
  return outcome === "rejected"
    ? `rejected as certainly not done at ${at(settledMs)}`
    : `the call fails at ${at(settledMs)}, so the publish is in doubt`;
}

function deliveryLine(delivery: DeliveryRecord): Line {
  const { start, subscription, message, outcome, endMs } = delivery;
  const name = start.damage ? `a ${start.damage} payload` : (start.message ?? start.id);
  const topic = message && start.topic !== message.topic ? ` under the topic ${start.topic}` : "";
  const attempt = start.attempt > 1 ? `, attempt ${start.attempt}` : "";
  return {
    delivery,
    atMs: start.timeMs,
    text: `${name} is delivered to group ${subscription.group}${topic}${attempt}; ${handlerEnd(outcome, endMs)}${start.neverSucceeds ? ", as each time" : ""}`,
  };
}

function handlerEnd(outcome: DeliveryRecord["outcome"], endMs = Infinity): string {
  if (outcome === "unfinished") return "its handler never returns";
  return outcome === "failed" ? `its handler throws at ${at(endMs)}` : `handled at ${at(endMs)}`;
}

function faultLine({ name, injectCallMs, healCallMs, evidence }: FaultRecord): CallLine {
  const missing = evidence.some(({ seen }) => seen) ? "" : "; nothing shows that it took effect";
  const healed = healCallMs === undefined ? "never healed" : `healed at ${at(healCallMs)}`;
  return { atMs: injectCallMs, text: `fault: ${name}; ${healed}${missing}` };
}

function commandLine(command: WireCommand): CallLine {
  const { process, command: name, key, messages, returned, ids, group } = command;
  const parts = [
    `${process} sends ${name}`,
    key,
    group === undefined ? undefined : `for ${group}`,
    messages && `with ${messages.join(", ")}`,
    ids && `for entry ${ids.join(", ")}`,
    returned && `and gets ${returned.join(", ")}`,
  ].filter((part) => part !== undefined);
  return {
    atMs: command.forwardedMs ?? command.timeMs,
    text: `${parts.join(" ")}; ${commandEnd(command)}`,
  };
}

function commandEnd(command: WireCommand): string {
  const { forwardedMs, executedMs, repliedMs, error, reply } = command;
  if (error !== undefined) return `Redis refuses it: ${error}`;
  if (forwardedMs === undefined) return "it does not reach Redis";
  if (executedMs === undefined) {
    return repliedMs === undefined ? "no reply comes back" : `Redis answers ${reply ?? "it"}`;
  }
  const executed = `executed at ${at(executedMs)}${reply === "nil" ? ", answered with nil" : ""}`;
  return repliedMs === undefined ? `${executed}, but the reply is lost` : executed;
}

function noticeLine({ timeMs, process, notice, ids }: Notice): CallLine {
  const names = ids ? ` and names ${ids.join(", ")}` : "";
  return { atMs: timeMs, text: `the bus of ${process} reports \`${notice}\`${names}` };
}

function sampleLine({ timeMs, process, sample, round, values }: Sample): CallLine {
  const figures = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  const rounds = round === undefined ? "" : `, round ${round}`;
  return { atMs: timeMs, text: `${sample} of ${process}${rounds}: ${figures.join(", ")}` };
}

function drainLine({ timeMs, outcome }: Drain): CallLine {
  const texts = {
    complete: "the drain ends: nothing is left to handle",
    stalled: "the drain ends: something is left, and nothing moved for the whole limit",
    progressing: "the drain is stopped at its limit, with messages still being handled",
  };
  return { atMs: timeMs, text: texts[outcome] };
}

function auditLine({ timeMs, entries = [], groups = [], error }: Audit): CallLine {
  if (error !== undefined)
    return { atMs: timeMs, text: `the auditor cannot read the stream: ${error}` };
  const held = entries.map(([id, message]) => `${id} with ${message ?? "no message of this run"}`);
  const positions = groups.map(({ name, lastDeliveredId, pending }) => {
    const open = pending.map(({ id }) => id).join(", ");
    return `group ${name} at ${lastDeliveredId}${open === "" ? "" : `, pending: ${open}`}`;
  });
  const found = [...(held.length > 0 ? [`entry ${held.join(", ")}`] : ["no entry"]), ...positions];
  return { atMs: timeMs, text: `the auditor finds in the stream: ${found.join("; ")}` };
}

function deadLettersLine({ timeMs, letters = [], error }: DeadLetters): CallLine {
  if (error !== undefined)
    return { atMs: timeMs, text: `the auditor cannot read the dead letters: ${error}` };
  const held = letters.map(({ messages, fields }) => {
    const pairs = fields.flatMap((name, nth) =>
      nth % 2 === 0 ? [`${name} ${fields[nth + 1]}`] : [],
    );
    return [...messages, ...pairs].join(", ");
  });
  return {
    atMs: timeMs,
    text: `the auditor finds the dead letters: ${held.length > 0 ? held.join("; ") : "none"}`,
  };
}

function at(timeMs: number): string {
  return durationText(timeMs);
}
