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
}

const claims: Readonly<Record<DeliveryGuarantee, DeliveryClaims>> = {
  "at-least-once": { keepsMessages: true, mayRepeat: true },
  "at-most-once": { keepsMessages: false, mayRepeat: false },
  "best-effort": { keepsMessages: false, mayRepeat: true },
};

interface Claimed {
  readonly delivery: DeliveryGuarantee;
}

/** Returns whether the bus owes every message that exists, whatever fails meanwhile. */
export function keepsMessages({ delivery }: Claimed): boolean {
  return claims[delivery].keepsMessages;
}

/** Returns whether a second delivery is allowed if it has a reason. */
export function mayRepeat({ delivery }: Claimed): boolean {
  return claims[delivery].mayRepeat;
}

/** `an at-most-once bus`, `a best-effort bus`. */
export function aBusThatClaims({ delivery }: Claimed): string {
  return `${delivery.startsWith("at") ? "an" : "a"} ${delivery} bus`;
}
