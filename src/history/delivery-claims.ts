import type { DeliveryGuarantee } from "../bus/contract.ts";

/** The consequences of a `delivery` guarantee. Each guarantee has a row, so that no rule forgets a value. */
interface DeliveryClaims {
  /**
   * The bus keeps a message until a handler has finished it, so it owes every message that exists. A bus that
   * does not keep messages owes an acknowledged message to a subscription that stood all the time, and may
   * lose it during a disconnection.
   */
  readonly keepsMessages: boolean;
  /** A group may get a message twice if there is a reason, such as a lost reply. */
  readonly mayRepeat: boolean;
  /** The bus may lose an acknowledged message while its publisher is cut off. */
  readonly losesWithPublisher: boolean;
}

const claims: Readonly<Record<DeliveryGuarantee, DeliveryClaims>> = {
  "at-least-once": { keepsMessages: true, mayRepeat: true, losesWithPublisher: false },
  "at-most-once": { keepsMessages: false, mayRepeat: false, losesWithPublisher: false },
  "best-effort": { keepsMessages: false, mayRepeat: true, losesWithPublisher: true },
};

interface Claimed {
  readonly delivery: DeliveryGuarantee;
}

interface ClaimedPublish extends Claimed {
  readonly confirmsPublish: boolean;
}

/** Returns whether the bus owes every message that exists, whatever fails meanwhile. */
export function keepsMessages({ delivery }: Claimed): boolean {
  return claims[delivery].keepsMessages;
}

/** Returns whether a second delivery is allowed if it has a reason. */
export function mayRepeat({ delivery }: Claimed): boolean {
  return claims[delivery].mayRepeat;
}

/**
 * Returns whether the bus may lose what it publishes while its publisher is cut off: it claims best effort, or its
 * publish confirms nothing.
 */
export function losesWithPublisher({ delivery, confirmsPublish }: ClaimedPublish): boolean {
  return claims[delivery].losesWithPublisher || !confirmsPublish;
}

/** Returns whether a fault may cost messages without breaking a promise, so that a drain need not wait for them. */
export function mayLoseInOutage(guarantees: ClaimedPublish): boolean {
  return !keepsMessages(guarantees) || losesWithPublisher(guarantees);
}

/** `an at-most-once bus`, `a best-effort bus`. */
export function aBusThatClaims({ delivery }: Claimed): string {
  return `${delivery.startsWith("at") ? "an" : "a"} ${delivery} bus`;
}
