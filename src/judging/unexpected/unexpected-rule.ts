import type { DeliveryRecord } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { momentText } from "../facts/fault-windows.ts";
import type { Stray } from "../facts/groups.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports messages that a handler got although no publisher of this run had published them.
 *
 *      10 ms  publisher-0 publishes publisher-0/0
 *      12 ms  group a handles publisher-9/0
 *     → unexpected/never-published, fail
 */
export const judgeUnexpected = createStrayRule("unexpected", {
  rule: "unexpected/never-published",
  text: "handled but never published in this run",
});

/**
 * Reports messages whose payload was not the published one when a handler got it.
 *
 *      10 ms  publisher-0 publishes publisher-0/0 with a checksum in its payload
 *      12 ms  group a handles it, and the checksum does not fit
 *     → corrupt/changed-payload, fail
 */
export const judgeCorrupt = createStrayRule("corrupt", {
  rule: "corrupt/changed-payload",
  text: "handled with a changed payload",
});

/**
 * Reports messages that a handler got under another topic than they were published on.
 *
 *      10 ms  publisher-0 publishes publisher-0/0 on the topic orders
 *      12 ms  group a, which subscribes to orders, gets it with the topic stream:orders
 *     → misrouted/wrong-topic, fail
 */
export const judgeMisrouted = createStrayRule("misrouted", {
  rule: "misrouted/wrong-topic",
  text: "handled under the wrong topic",
  detailOf: routeText,
});

function routeText({ start, message, subscription }: DeliveryRecord): string {
  const published = message ? ` was published on ${message.topic} and` : "";
  const name = start.topic === subscription.topic ? "" : `, with the topic ${start.topic}`;
  return `: ${start.message}${published} came to its subscriber of ${subscription.topic}${name}`;
}

interface StrayWording {
  readonly rule: RuleId;
  readonly text: string;
  /** More about the first delivery; nothing by default. */
  readonly detailOf?: (first: DeliveryRecord) => string;
}

function createStrayRule(kind: Stray["kind"], { rule, text, detailOf }: StrayWording): Rule {
  return (history) => {
    const found = factsOf(history).strays.filter((stray) => stray.kind === kind);
    const [first] = found;
    if (!first) return [];
    const { subscription, start } = first.delivery;
    const moment = momentText(history.faults, start.timeMs);
    return [
      createFinding(rule, {
        verdict: "fail",
        summary: `${counted(found.length, "message")} ${text}; the first by ${subscription.group}${detailOf?.(first.delivery) ?? ""}, ${moment}`,
        messages: found.map(
          ({ delivery }) => delivery.start.message ?? (delivery.start.id || "no id"),
        ),
        operations: found.map(({ delivery }) => delivery.start.index),
      }),
    ];
  };
}
