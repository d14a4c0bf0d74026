import type { MessageRecord } from "../history/indexed-history.ts";
import { durationText } from "../wording.ts";
import { startOf } from "./explained-commands.ts";
import type {
  ExplainedDelivery,
  ExplainedEvent,
  ExplainedNotice,
  ExplainedWire,
} from "./explanation.ts";
import { roundMs } from "./moments.ts";

/** The parts of an explanation from which the timeline is made. */
export interface TimelineParts {
  readonly message: MessageRecord;
  readonly wire: ExplainedWire;
  readonly deliveries: readonly ExplainedDelivery[];
  readonly notices: readonly ExplainedNotice[];
  /** Faults and phases near the message. */
  readonly nearby: readonly ExplainedEvent[];
}

/** Returns all events of a message in time order. At the same moment, a cause comes before its effect. */
export function timelineOf(parts: TimelineParts): readonly ExplainedEvent[] {
  const { message, wire, deliveries, notices, nearby } = parts;
  const events: readonly ExplainedEvent[] = [
    ...nearby,
    calledEvent(message),
    ...wire.commands.map((command): ExplainedEvent => {
      const { role, text } = command;
      return { atMs: wireStartOf(command, message), kind: "wire", by: role, text };
    }),
    ...wire.pushes.map(({ atMs, role, connection }): ExplainedEvent => {
      const text = `pushed to the bus on connection ${connection}`;
      return { atMs, kind: "wire-push", by: role, text };
    }),
    ...settledEvents(message),
    ...deliveries.map(({ startedAtMs, subscriber, text }): ExplainedEvent => {
      return { atMs: startedAtMs, kind: "delivery", by: subscriber, text };
    }),
    ...notices.map(({ atMs, role, text }): ExplainedEvent => {
      return { atMs, kind: "notice", by: role, text };
    }),
  ];
  return events.toSorted((left, right) => left.atMs - right.atMs);
}

/** The time of a command; of a command that never reached Redis, the time of the publish call. */
function wireStartOf(
  command: ExplainedWire["commands"][number],
  { invokedMs }: MessageRecord,
): number {
  const startMs = startOf(command);
  return Number.isFinite(startMs) ? startMs : roundMs(invokedMs);
}

function calledEvent(message: MessageRecord) {
  const { publisher, topic, intendedMs, invokedMs, canary, sharesPayload } = message;
  const lateMs = Math.max(0, invokedMs - intendedMs);
  const equal = sharesPayload ? " with an equal payload" : "";
  const what = canary ? "published as a canary" : "published";
  return {
    atMs: roundMs(invokedMs),
    kind: "publish",
    by: publisher,
    text: `${what} on ${topic}${equal}, ${durationText(lateMs)} after it was due`,
  } as const;
}

function settledEvents(message: MessageRecord): readonly ExplainedEvent[] {
  const { publisher, invokedMs, settledMs } = message;
  const common = { kind: "publish", by: publisher } as const;
  if (settledMs === undefined) {
    const text = "the publish call never settled, so it is in doubt";
    return [{ ...common, atMs: roundMs(invokedMs), text }];
  }
  const after = `after ${durationText(settledMs - invokedMs)}`;
  return [{ ...common, atMs: roundMs(settledMs), text: `${settledText(message)} ${after}` }];
}

function settledText({ outcome, id, error }: MessageRecord): string {
  if (outcome === "acknowledged")
    return id === undefined ? "acknowledged without an id" : `acknowledged as ${id}`;
  const name = outcome === "rejected" ? "rejected" : "left in doubt";
  return `${name} (${error ?? "without an error"})`;
}
