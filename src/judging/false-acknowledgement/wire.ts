import type { IndexedHistory } from "../../history/indexed-history.ts";
import { bytesToServerValue, trafficSample } from "../../history/sample-names.ts";
import { counted, durationText, listed, tally } from "../../wording.ts";
import { placeOnWire } from "../commands/command-text.ts";
import {
  earlyAcknowledgementsOf,
  type EarlyAcknowledgement,
} from "../early-acknowledgement/early-acknowledgements.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { findFalseAcknowledgements } from "./false-acknowledgements.ts";

/** Whether Redis had executed every publish by the time that the bus acknowledged it. */
export const judgeFalseAcknowledgements: Rule = (history) => {
  const { faults, header } = history;
  const found = header.hasCommands ? findFalseAcknowledgements(history) : [];
  const [first] = found;
  if (!first) return [];
  const { message, detail } = first;
  const reasons = tally(found.map(({ reason }) => reason));
  const moment = momentText(faults, message.settledMs ?? message.invokedMs);
  return [
    createFinding("false-acknowledgement/before-redis-executed-it", {
      verdict: "fail",
      summary: `${counted(found.length, "publish", "publishes")} acknowledged before Redis had executed them; ${reasons}; the first was acknowledged ${moment}: ${detail}`,
      messages: found.map((each) => each.message.key),
      operations: found.map(
        ({ message: { settledIndex, invokeIndex } }) => settledIndex ?? invokeIndex,
      ),
    }),
  ];
};

/** Whether every message was handled before it was acknowledged to Redis. */
export const judgeEarlyAcknowledgements: Rule = (history) => {
  const { faults } = history;
  const found = earlyAcknowledgementsOf(history);
  const [first] = found;
  if (!first) return [];
  const names = listed([...new Set(found.map(({ group }) => group.name))]);
  const moment = momentText(faults, first.delivery.start.timeMs);
  return [
    createFinding("early-acknowledgement/before-the-handler-was-done", {
      verdict: "fail",
      summary: `${counted(found.length, "message")} acknowledged to Redis before the handler was done, for ${names}; the first was handled ${moment}: ${leadText(first)}`,
      messages: found.map(({ message }) => message.key),
      operations: found.flatMap(({ delivery, command }) => [delivery.start.index, command.index]),
    }),
  ];
};

function leadText({ delivery, command }: EarlyAcknowledgement): string {
  const place = placeOnWire(command);
  if (command.noAck) return `${place} read it with NOACK`;
  const { outcome, endMs = Infinity } = delivery;
  if (outcome === "unfinished") return `${place} was sent, and its handler never finished`;
  if (outcome === "failed") return `${place} was sent, and its handler failed`;
  return `${place} was sent ${durationText(endMs - (command.forwardedMs ?? 0))} before the handler was done`;
}

/** No message is smaller than this on the wire. */
const leastBytes = 16;

/** Bytes of a role went through its link and were neither understood nor given up as foreign. */
export const judgeUnrecordedRoles: Rule = (history) => {
  if (!history.header.hasCommands) return [];
  const recorded = new Set(
    [...history.wire, ...history.pushes, ...history.opaque].map(({ process }) => process),
  );
  return [...messagesByRole(history)]
    .filter(
      ([role, messages]) => !recorded.has(role) && bytesOf(role, history) >= messages * leastBytes,
    )
    .map(([role, messages]) =>
      noEvidence(
        "no-evidence/commands-not-recorded",
        `${role}: ${counted(messages, "message")} went through its link, but none of its commands was recorded`,
      ),
    );
};

/** How many messages each role had acknowledged or handled. */
function messagesByRole({ messages, deliveries }: IndexedHistory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (role: string): void => void counts.set(role, (counts.get(role) ?? 0) + 1);
  for (const { outcome, publisher } of messages.values()) {
    if (outcome === "acknowledged") add(publisher);
  }
  for (const { start } of deliveries) add(start.process);
  return counts;
}

function bytesOf(role: string, { samples }: IndexedHistory): number {
  const taken = samples.find(({ sample, process }) => sample === trafficSample && process === role);
  return taken?.values[bytesToServerValue] ?? 0;
}
