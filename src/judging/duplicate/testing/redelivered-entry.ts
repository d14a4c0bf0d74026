import type { IndexedHistory } from "../../../history/indexed-history.ts";
import { scriptHistory, type FaultScript } from "../../testing/history-builder.ts";
import type { WireScript } from "../../testing/scripts.ts";

export const key = "publisher-0/0";
export const explained = ["duplicate pass"];
export const unexplained = ["duplicate fail"];

/** A fault on the path of `subscriber-a` that begins right after its first handler returned. */
export const faultAfterFirst: FaultScript = { at: 21, healAt: 1500 };

const subscriber = { by: "subscriber-a", group: "a" };
const read = { ...subscriber, command: "XREADGROUP", returned: [key] };

export const append = { at: 10, command: "XADD", messages: [key], reply: "1-0" };
export const firstRead = { at: 5, executedAt: 19, ...read };
export const secondRead = { at: 1550, executedAt: 1590, ...read, occurrence: 2 };
export const claim = { ...secondRead, by: "subscriber-b", command: "XAUTOCLAIM" };
export const acknowledgement = { ...subscriber, command: "XACK", ids: ["1-0"], reply: "1" };
/** Between the two deliveries. */
export const acknowledged = { at: 22, ...acknowledgement };

/**
 * Acknowledges another entry, late. Without any acknowledgement of the group, the run would also have the
 * finding `unacknowledged`.
 */
export const acknowledgesOther = {
  at: 90_000,
  ...subscriber,
  command: "XACK",
  ids: ["9-9"],
};

export interface RedeliveryScript {
  readonly wire: readonly WireScript[];
  readonly fault?: FaultScript;
  /** The subscriber of the second delivery; `subscriber-a` by default. */
  readonly secondBy?: string;
  /** 1600 ms by default. */
  readonly secondAt?: number;
  /** How long the first handler took; 1 ms by default. */
  readonly tookMs?: number;
  readonly hasCommands?: boolean;
}

/** Builds the history of the entry 1-0 that group `a` got at 20 ms and again at 1600 ms. */
export function redeliver(script: RedeliveryScript): IndexedHistory {
  const { wire, fault, secondBy, secondAt = 1600, tookMs = 1, hasCommands = true } = script;
  const builder = scriptHistory({ hasCommands })
    .subscribe({})
    .publish(key, { at: 10, id: "1-0" })
    .deliver(key, { at: 20, id: "1-0", tookMs });
  if (secondBy !== undefined) builder.subscribe({ at: 1500, process: secondBy });
  builder.deliver(key, { at: secondAt, id: "1-0" }).drain();
  for (const each of [...wire, acknowledgesOther]) builder.wire(each);
  return (fault ? builder.fault(fault) : builder).build();
}
