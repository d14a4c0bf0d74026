import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { concerns } from "../commands/command-groups.ts";
import { commandText } from "../commands/command-text.ts";
import { factsOf } from "../facts/facts.ts";
import type { Cause } from "../finding/finding.ts";
import { placeHints } from "../lost/place-hints.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/**
 * Says to which consumer Redis handed a stuck message, and how it got stuck: the reply never came, or the
 * handler did not finish it.
 *
 *     1.20 s  Redis executes XREADGROUP #12 of subscriber-0, and the connection breaks before the reply
 *     1.50 s  subscriber-0 reads with `>` again, and gets only what is new
 *     → publisher-0/7 stays with the consumer of subscriber-0
 */
export function handedOutCause(inputs: LossesInPlace): Cause {
  const { history, group, losses } = inputs;
  const [{ message }] = losses;
  const pending = factsOf(history).audits.get(group.topic)?.positionOf(group.name)?.pending ?? [];
  const holder = pending.find(({ id }) => id === message.id)?.consumer ?? pending[0]?.consumer;
  const to = holder === undefined ? "a consumer" : holder;
  const delivery = group.deliveriesOf(message.key).at(-1);
  const how = delivery
    ? `, whose handler ${delivery.outcome === "failed" ? "failed" : "did not finish it"}`
    : readText(inputs);
  return {
    name: delivery ? "stuck pending after its handler" : "stuck pending",
    text: `Redis handed ${message.key} to ${to}${how}; ${askedAgainText(inputs)}`,
    advice: placeHints["stuck pending"],
  };
}

function readText({ history, group, losses }: LossesInPlace): string {
  const [{ message }] = losses;
  const lost = history.wire.find(
    (command) =>
      command.command === "XREADGROUP" &&
      concerns(group, command) &&
      command.forwardedMs !== undefined &&
      command.repliedMs === undefined &&
      command.timeMs >= message.invokedMs,
  );
  return lost
    ? `, whose connection broke before the reply came (${commandText(lost)} of ${lost.process}, ${durationText(lost.timeMs)})`
    : "";
}

function askedAgainText({ history, group }: LossesInPlace): string {
  const asks = history.wire.filter(
    (command) => concerns(group, command) && asksForPending(command),
  );
  return asks.length === 0
    ? "no consumer read pending entries (id 0) or claimed any in the whole run"
    : `consumers asked for pending entries ${asks.length === 1 ? "once" : `${asks.length} times`}, and did not get it`;
}

const claims = new Set(["XAUTOCLAIM", "XCLAIM"]);

function asksForPending({ command, options }: WireCommand): boolean {
  return claims.has(command) || (command === "XREADGROUP" && options !== undefined);
}
