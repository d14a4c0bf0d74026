import { counted, durationText, listed } from "../../wording.ts";
import { harnessDelayBetween, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { waitingGroupsOf } from "./others-wait.ts";
import { publishesBehindReads } from "./own-read.ts";

/**
 * Reports groups that a fault spared and that stood still nevertheless.
 *
 *    1000 ms  subscriber-1 cannot connect for 1 s, and publishers send 200 messages in that time
 *    1200 ms  group-0, whose subscriber has its connections, handles its last message until 2000 ms
 *     → stuck/behind-another-group, fail
 */
export const judgeStandstills: Rule = (history) => {
  const [first, ...others] = waitingGroupsOf(history);
  if (!first) return [];
  const waiting = [first, ...others];
  const delayMs = harnessDelayBetween(history, first.fault.injectCallMs);
  const isStarved = delayMs > starvedMs;
  const names = waiting.map(({ group }) => group.label);
  const { fault, idleMs, usualMs, load } = first;
  const summary =
    `${listed(names)} handled nothing for ${durationText(idleMs)} during ${fault.name} of ${listed(fault.roles)}, ` +
    `which spared ${names.length === 1 ? "it" : "them"}: ${counted(load.length, "message")} were to be published meanwhile, ` +
    `and before the fault the longest pause was ${durationText(usualMs)}`;
  const doubt = `; but the harness itself stood still for ${durationText(delayMs)}`;
  return [
    createFinding(isStarved ? "stuck/harness-starved" : "stuck/behind-another-group", {
      verdict: isStarved ? "unknown" : "fail",
      summary: isStarved ? `${summary}${doubt}` : summary,
      messages: load.map(({ key }) => key),
      operations: [fault.injectIndex],
    }),
  ];
};

/** A single read may wait by chance while Redis is busy. */
const fewestPublishes = 3;

/**
 * Reports publishes that waited behind a blocking read of their own bus.
 *
 *     100 ms  publisher-0 sends XREADGROUP BLOCK 500, and after it XADD on the same connection
 *     600 ms  Redis answers both; the same happens to two more publishes
 *     → stuck/behind-its-own-read, fail
 */
export const judgeSharedConnections: Rule = (history) => {
  const waiting = publishesBehindReads(history);
  const [first] = waiting;
  if (!first || waiting.length < fewestPublishes) return [];
  const { message, read } = first;
  const longestMs = Math.max(...waiting.map(({ waitedMs }) => waitedMs));
  const count = counted(waiting.length, "publish", "publishes");
  const summary =
    `${count} of ${message.publisher} waited behind a blocking ${read.command} on the same connection, for up to ` +
    `${durationText(longestMs)}; the first was ${message.key}`;
  return [
    createFinding("stuck/behind-its-own-read", {
      verdict: "fail",
      summary,
      messages: waiting.map((each) => each.message.key),
      operations: waiting.flatMap((each) => [each.read.index, each.command.index]),
    }),
  ];
};
