import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { harnessDelayOf, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { refusedPublishesOf, type RefusedPublish } from "./refused-publishes.ts";

/**
 * Reports publish calls that failed although no fault was near. In a burst a bus may push back: what it
 * rejects itself is counted, and only what Redis refused is its fault.
 *
 *     10 ms  publisher-0/0 is acknowledged
 *     20 ms  publisher-0/1 is rejected: Redis refused its XADD, because the id is too small
 *     → rejected/refused-by-redis, fail
 */
export const judgeRejections: Rule = (history) => {
  const refused = refusedPublishesOf(history);
  const byRedis = refused.filter(({ redisError }) => redisError !== undefined);
  const byBus = refused.filter(({ redisError }) => redisError === undefined);
  return [...redisFinding(byRedis, history), ...busFinding(byBus, history)];
};

function redisFinding(
  refused: readonly RefusedPublish[],
  history: IndexedHistory,
): readonly Finding[] {
  const [first] = refused;
  if (!first) return [];
  const why = `Redis refused its command: ${first.redisError}`;
  return [finding("rejected/refused-by-redis", "fail", { refused, history, why })];
}

function busFinding(
  refused: readonly RefusedPublish[],
  history: IndexedHistory,
): readonly Finding[] {
  const [first] = refused;
  if (!first) return [];
  const why = first.message.error ?? "without an error";
  if (history.header.isBurst === true)
    return [finding("rejected/back-pressure", "pass", { refused, history, why })];
  const delayMs = harnessDelayOf(history);
  if (delayMs <= starvedMs)
    return [finding("rejected/without-a-fault", "fail", { refused, history, why })];
  const doubt = `${why}; but the harness itself stood still for ${durationText(delayMs)}`;
  return [finding("rejected/harness-starved", "unknown", { refused, history, why: doubt })];
}

interface Rejections {
  readonly refused: readonly RefusedPublish[];
  readonly history: IndexedHistory;
  readonly why: string;
}

function finding(
  rule: RuleId,
  verdict: Finding["verdict"],
  { refused, history, why }: Rejections,
): Finding {
  const messages = refused.map(({ message }) => message);
  const [first] = messages;
  const count = counted(messages.length, "publish", "publishes");
  const moment = momentText(history.faults, first?.invokedMs ?? 0);
  const load = verdict === "pass" ? "in a burst" : "without a fault";
  return createFinding(rule, {
    verdict,
    summary: `${count} rejected ${load}; the first was ${first?.key}, ${moment}: ${why}`,
    messages: messages.map(({ key }) => key),
    operations: messages.map(({ settledIndex, invokeIndex }) => settledIndex ?? invokeIndex),
  });
}
