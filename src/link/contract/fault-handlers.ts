import { HarnessError } from "../../errors.ts";
import type { NetworkFault, NetworkFaultKind, NetworkFaultOf } from "./network-fault.ts";

/** The way a link injects and heals one kind of fault. */
export interface FaultHandler<Fault extends NetworkFault> {
  /** Resolves once the fault is in force. The link has checked its capabilities before. */
  inject(fault: Fault): Promise<void>;
  /** Whether the heal must close the connections that the fault affected. */
  readonly closesOnHeal: boolean;
}

/** The handlers of a link for all kinds of faults. The list does not compile if a kind is left out. */
export type FaultHandlers = {
  readonly [Kind in NetworkFaultKind]: FaultHandler<NetworkFaultOf<Kind>> | "unsupported";
};

/** Returns the handler for a fault that the link claims in its capabilities. */
export function handlerOf(
  handlers: FaultHandlers,
  fault: NetworkFault,
): FaultHandler<NetworkFault> {
  const handler: FaultHandler<NetworkFault> | "unsupported" = handlers[fault.kind];
  if (handler !== "unsupported") return handler;
  throw new HarnessError(`a link claims that it can inject a ${fault.kind}, but it cannot`);
}
