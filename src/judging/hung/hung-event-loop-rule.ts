import { listed } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

const shownFrames = 4;

/**
 * Reports that the process of a role did not turn its event loop for seconds, so that it could neither read nor answer
 * anything. Only a role with a process of its own can be seen to do so.
 *
 *     1.2 s  the connection of subscriber-0 is cut
 *     1.2 s  its process answers nothing; at 3.2 s it is in `waitForRedis (bus.ts:12)`
 *     6.4 s  its process answers again
 *     → hung/event-loop, fail
 */
export const judgeBlockedEventLoops: Rule = ({ strayErrors, faults }) => {
  const blocked = strayErrors.filter(({ origin }) => origin === "blocked");
  const [first] = blocked;
  if (!first) return [];
  const roles = listed([...new Set(blocked.map(({ process }) => process))]);
  const more = blocked.length === 1 ? "" : `, and ${blocked.length - 1} times more`;
  const stack = blocked.find((each) => each.stack)?.stack ?? [];
  return [
    createFinding("hung/event-loop", {
      verdict: "fail",
      summary: `${roles} ${first.error}${more}; it ended ${momentText(faults, first.timeMs)}`,
      operations: blocked.map(({ index }) => index),
      stack: stack.slice(0, shownFrames),
    }),
  ];
};
