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
  const names = listed([...new Set(found.map(({ group }) => group.name))]);
  const moment = momentText(history.faults, first.delivery.start.timeMs);
  const rule = found.every(({ command }) => command.noAck)
    ? "early-acknowledgement/read-with-noack"
    : "early-acknowledgement/before-the-handler-was-done";
  return [
    createFinding(rule, {
      verdict: "fail",
      summary: `${counted(found.length, "message")} acknowledged to Redis before the handler was done, for ${names}; ${first.message.key} was handled ${moment}: ${leadText(first)}`,
      messages: found.map(({ message }) => message.key),
      operations: found.flatMap(({ delivery, command }) => [delivery.start.index, command.index]),
    }),
  ];
};

/** Says how far the acknowledgement was ahead of the end of the handler. */
function leadText({ delivery, command }: EarlyAcknowledgement): string {
  const place = commandPlace(command);
  if (command.noAck) return `${place} read it with NOACK, so Redis took it as acknowledged`;
  const { outcome, endMs = Infinity } = delivery;
  if (outcome === "unfinished") return `${place} was sent, and the handler never finished`;
  if (outcome === "failed") return `${place} was sent, and the handler failed`;
  return `${place} was sent ${durationText(endMs - (command.forwardedMs ?? 0))} before the handler was done`;
}
