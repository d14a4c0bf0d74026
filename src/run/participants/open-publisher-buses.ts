import type { Bus } from "../../bus/contract.ts";
import { EnvironmentError, errorText, UsageError } from "../../errors.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
import { BusRefusal } from "../record/bus-refusal.ts";
import type { Roles } from "./roles.ts";
import { tryAgain } from "./try-again.ts";

export interface PublisherBusesOptions {
  readonly roles: Pick<Roles, "openBus">;
  /** Number of publishers. */
  readonly publishers: number;
  /** How often a bus that refuses to open is asked. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/**
 * Opens the bus of each publisher, one after the other, and returns them by role: `publisher-0`,
 * `publisher-1` and so on.
 *
 * @throws UsageError for a malformed bus module, BusRefusal for a bus that does not open.
 */
export async function openPublisherBuses({
  roles,
  publishers,
  attempts,
  signal,
}: PublisherBusesOptions): Promise<ReadonlyMap<string, Bus>> {
  const buses = new Map<string, Bus>();
  for (let at = 0; at < publishers; at++) {
    const role = `publisher-${at}`;
    const open = () => openPublisherBus(roles, role, signal);
    buses.set(role, await tryAgain(attempts, open, signal));
  }
  return buses;
}

/** Opens the bus of a publisher. Throws as `openPublisherBuses` does. */
export async function openPublisherBus(
  roles: Pick<Roles, "openBus">,
  role: string,
  signal: AbortSignal,
): Promise<Bus> {
  try {
    return await orAbort(roles.openBus(role), signal);
  } catch (error) {
    signal.throwIfAborted();
    const isOther = error instanceof UsageError || error instanceof EnvironmentError;
    if (isOther || error instanceof BusRefusal) throw error;
    throw new BusRefusal(`${role} did not open: ${errorText(error)}`, { cause: error });
  }
}
