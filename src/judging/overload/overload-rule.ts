import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, countText, durationText } from "../../wording.ts";
import { commandText } from "../commands/command-text.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { busyLoopOf } from "./busy-while-away.ts";
import { busyConnectionsOf, type BusyConnection } from "./busy-while-idle.ts";
import { hastyRolesOf } from "./hasty-connects.ts";

/**
 * Reports a bus that keeps Redis or a core of its service busy although there is nothing to do.
 *
 *    1000 ms  the last message of the load is handled
 *    1001 ms  subscriber-0 sends 100 reads within 200 ms, and all of them return nothing
 *     → overload/busy-while-idle, fail
 */
export const judgeOverload: Rule = (history) => [
  ...busyWhileIdle(history),
  ...busyWhileAway(history),
  ...hastyConnects(history),
];

function busyWhileIdle(history: IndexedHistory): readonly Finding[] {
  const busy = busyConnectionsOf(history);
  if (busy.length === 0) return [];
  return [
    createFinding("overload/busy-while-idle", {
      verdict: "fail",
      summary: `while there was nothing to do, ${busy.map(busyText).join("; ")}`,
      operations: busy.flatMap(({ commands }) => commands.map(({ index }) => index)),
    }),
  ];
}

function busyWhileAway(history: IndexedHistory): readonly Finding[] {
  const busy = busyLoopOf(history);
  if (!busy) return [];
  const { processorMs, spanMs, operations } = busy;
  return [
    createFinding("overload/busy-while-away", {
      verdict: "fail",
      summary:
        `while Redis was away and nothing was published for ${durationText(spanMs)}, the event loop never came to rest and ` +
        `used ${durationText(processorMs)} of a core`,
      operations,
    }),
  ];
}

function hastyConnects(history: IndexedHistory): readonly Finding[] {
  const hasty = hastyRolesOf(history);
  if (hasty.length === 0) return [];
  const texts = hasty.map(
    ({ process, connects, spanMs }) =>
      `${process} tried to connect ${countText(connects)} times within ${durationText(spanMs)}`,
  );
  return [
    createFinding("overload/connects-without-a-pause", {
      verdict: "fail",
      summary: `while Redis could not be reached, ${texts.join("; ")}`,
      operations: hasty.map(({ operation }) => operation),
    }),
  ];
}

function busyText({ process, commands }: BusyConnection): string {
  const [first] = commands;
  const last = commands.at(-1);
  if (!first || !last) return process;
  const spanMs = (last.forwardedMs ?? last.timeMs) - (first.forwardedMs ?? first.timeMs);
  return `${process} sent ${counted(commands.length, "command")} on one connection within ${durationText(spanMs)}, such as ${commandText(first)}`;
}
