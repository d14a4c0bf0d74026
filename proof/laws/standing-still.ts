import type { RunScript, ScriptedFault, ScriptedMessage } from "../run-scripts/run-script.ts";

/**
 * Returns the run with a fault of one subscriber alone, in which the bus makes all subscribers wait: it delivers what is
 * published during the fault only after its heal.
 */
export function standingStill(script: RunScript): RunScript {
  const { fault, messages } = script;
  if (!fault || fault.healAt === null) return script;
  const { at, healAt } = fault;
  const alone: ScriptedFault = { ...fault, roles: ["subscriber-0"] };
  const waiting = messages.map((message) =>
    message.at >= at && message.at < healAt ? delayed(message, healAt) : message,
  );
  return { ...script, fault: alone, messages: waiting };
}

function delayed(message: ScriptedMessage, untilMs: number): ScriptedMessage {
  const byGroup = message.byGroup.map(({ deliveries, ...rest }) => ({
    ...rest,
    deliveries: deliveries.map((each) => ({ ...each, at: each.at + untilMs })),
  }));
  return { ...message, byGroup };
}
