import { counted, durationText } from "../../wording.ts";
import { commandText } from "../commands/command-text.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { busyConnectionsOf, type BusyConnection } from "./busy-while-idle.ts";

/**
 * Reports connections that keep Redis busy although there is nothing to do.
 *
 *    1000 ms  the last message of the load is handled
 *    1001 ms  subscriber-0 sends 100 reads within 200 ms, and all of them return nothing
 *     → overload/busy-while-idle, fail
 */
export const judgeOverload: Rule = (history) => {
  const busy = busyConnectionsOf(history);
  if (busy.length === 0) return [];
  return [
    createFinding("overload/busy-while-idle", {
      verdict: "fail",
      summary: `while there was nothing to do, ${busy.map(busyText).join("; ")}`,
      operations: busy.flatMap(({ commands }) => commands.map(({ index }) => index)),
    }),
  ];
};

function busyText({ process, commands }: BusyConnection): string {
  const [first] = commands;
  const last = commands.at(-1);
  if (!first || !last) return process;
  const spanMs = (last.forwardedMs ?? last.timeMs) - (first.forwardedMs ?? first.timeMs);
  return `${process} sent ${counted(commands.length, "command")} on one connection within ${durationText(spanMs)}, such as ${commandText(first)}`;
}
