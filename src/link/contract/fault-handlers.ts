import { HarnessError } from "../../errors.ts";
import type { NetworkFault, NetworkFaultKind, NetworkFaultOf } from "./network-fault.ts";

/** What a link does about one kind of fault that it can inject. */
export interface FaultHandler<Fault extends NetworkFault> {
  /** Resolves once the fault is in force. The link has checked its capabilities before. */
  inject(fault: Fault): Promise<void>;
  /** Whether the heal must close the connections that the fault affected. */
  readonly closesOnHeal: boolean;
}

/** What a link does about every kind of fault. A link that leaves one out does not compile. */
export type FaultHandlers = {
  readonly [Kind in NetworkFaultKind]: FaultHandler<NetworkFaultOf<Kind>> | "unsupported";
};

/** Returns what the link does about a fault that its capabilities include. */
export function handlerOf(
  handlers: FaultHandlers,
  fault: NetworkFault,
): FaultHandler<NetworkFault> {
  const handler: FaultHandler<NetworkFault> | "unsupported" = handlers[fault.kind];
  if (handler !== "unsupported") return handler;
  throw new HarnessError(`a link claims that it can inject a ${fault.kind}, but it cannot`);
}
