import type {
  RunScript,
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMessage,
} from "../run-scripts/run-script.ts";

/** A message to group `a` alone, which every example has. */
export interface ExampleMessage extends Partial<Omit<ScriptedMessage, "byGroup">> {
  readonly at: number;
  readonly deliveries?: readonly ScriptedDelivery[];
  /** The entry that is pending for the group after the drain. */
  readonly pending?: number;
}

export function message({ deliveries = [], pending, ...rest }: ExampleMessage): ScriptedMessage {
  const byGroup = [{ deliveries, ...(pending !== undefined && { pending }) }];
  return { outcome: "acknowledged", tookMs: 10, entries: 1, byGroup, ...rest };
}

export function handled(at: number, rest: Partial<ScriptedDelivery> = {}): ScriptedDelivery {
  return { at, outcome: "handled", by: 0, tookMs: 10, ...rest };
}

/** A message that is published and handled as it should be. */
export function rightMessage(at: number): ScriptedMessage {
  return message({ at, deliveries: [handled(at + 20)] });
}

export interface Example extends Partial<Omit<RunScript, "messages">> {
  readonly messages: readonly ScriptedMessage[];
}

export function example(script: Example): RunScript {
  const members = [{ group: 0 }];
  return { guarantees: {}, members, drain: "complete", audit: "none", ...script };
}

export const atMostOnce = { delivery: "at-most-once" } as const;
export const cut: ScriptedFault = {
  name: "cut subscriber-0",
  at: 500,
  healAt: 900,
  roles: ["subscriber-0"],
};
export const firstMessage = "publisher-0/0";
export const publisher = { process: "publisher-0", command: "XADD", messages: [firstMessage] };
export const subscriber = { process: "subscriber-0", group: "a" };
