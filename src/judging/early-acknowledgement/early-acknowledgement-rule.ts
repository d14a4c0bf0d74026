import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText, listed } from "../../wording.ts";
import { commandPlace } from "../commands/command-text.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { earlyAcknowledgementsOf, type EarlyAcknowledgement } from "./early-acknowledgements.ts";

/**
 * Reports messages that the bus acknowledged to Redis before their handler was done. If the process had
 * ended in between, the message would be lost. Needs the commands that the links recorded.
 *
 *      12 ms  group a begins to handle publisher-0/0, whose entry is 1-0
 *      13 ms  the bus sends XACK 1-0
 *      20 ms  the handler returns
 *     → early-acknowledgement/before-the-handler-was-done, fail
 */
export const judgeEarlyAcknowledgements: Rule = (history) => {
  if (!history.header.hasCommands) return [];
  const found = earlyAcknowledgementsOf(history);
  const [first] = found;
  if (!first) return [];
  const groups = [...new Set(found.map(({ group }) => group.label))];
  const names = listed(groups);
  const each = groups.length > 1 ? ` (counted for each of ${groups.length} groups)` : "";
  const verb = first.command.noAck ? "taken as done" : "acknowledged with XACK";
  const when = momentOf(first, history);
  const rule = found.every(({ command }) => command.noAck)
    ? "early-acknowledgement/read-with-noack"
    : "early-acknowledgement/before-the-handler-was-done";
  return [
    createFinding(rule, {
      verdict: "fail",
      count: found.length,
      summary: `${counted(found.length, "message")} ${verb} before the handler was done, for ${names}${each}; ${first.message.key}${when}: ${leadText(first)}`,
      messages: found.map(({ message }) => message.key),
      operations: found.flatMap(({ delivery, command }) => [delivery.start.index, command.index]),
    }),
  ];
};

/** Names the fault around it. Before the first fault it happens without any, which is worth more. */
function momentOf({ delivery }: EarlyAcknowledgement, { faults }: IndexedHistory): string {
  const { timeMs } = delivery.start;
  return timeMs < (faults[0]?.injectCallMs ?? Infinity)
    ? ", without any fault"
    : `, handled ${momentText(faults, timeMs)}`;
}

/** Says how far the acknowledgement was ahead of the end of the handler. */
function leadText({ delivery, command }: EarlyAcknowledgement): string {
  const place = commandPlace(command);
  if (command.noAck) return `${place} read it with NOACK, so Redis never waits for an XACK`;
  const { outcome, endMs = Infinity } = delivery;
  if (outcome === "unfinished") return `${place} was sent, and the handler never finished`;
  if (outcome === "failed") return `${place} was sent, and the handler failed`;
  return `${place} was sent ${durationText(endMs - (command.forwardedMs ?? 0))} before the handler was done`;
}
