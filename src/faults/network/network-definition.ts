import type { Persistence } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { CommandActKind } from "../../history/struck-command.ts";
import type { LinkCapability } from "../../link/contract/link-capability.ts";
import type { Link } from "../../link/contract/link.ts";
import type { NetworkFault } from "../../link/contract/network-fault.ts";
import { listed } from "../../wording.ts";
import {
  everyRole,
  type FaultContext,
  type PossibleDataLoss,
} from "../contract/fault-definition.ts";
import type { WatchedPath } from "./watched-path.ts";

/**
 * The properties in which kinds of network faults differ. `FaultDefinition` explains the properties.
 * Before every fault the harness opens a probe connection on each path and measures a round trip.
 */
export interface NetworkFaultDefinition<Fault extends NetworkFault> {
  /** The name of the fault at the role, or with `*` at every role. */
  name(fault: Fault, role: string): string;
  needs(fault: Fault): LinkCapability;
  isInstantaneous(fault: Fault): boolean;
  commandAct?(fault: Fault): CommandActKind | undefined;
  dataLoss(fault: Fault, persistence: Persistence): PossibleDataLoss;
  /** Looks at one path right after the link has injected the fault. */
  evidenceOnInject(path: WatchedPath, fault: Fault): Promise<readonly Evidence[]>;
  /** Looks at one path just before the heal. Not asked of an instantaneous fault. */
  evidenceBeforeHeal(path: WatchedPath, fault: Fault): Promise<readonly Evidence[]>;
  /** Looks at one path after the heal. */
  evidenceAfterHeal(link: Link, context: FaultContext, fault: Fault): Promise<Evidence>;
}

/**
 * Names the connections that a fault touches, as a user sees them: `every connection`, the role that has them, or some
 * by their numbers: `connection 0 of publisher-0`.
 */
export function connectionsOf(role: string, connections?: readonly number[]): string {
  if (!connections) return role === everyRole ? "every connection" : role;
  const word = connections.length === 1 ? "connection" : "connections";
  return `${word} ${listed(connections.map(String))} of ${ownerOf(role)}`;
}

/** Names the role whose connections a fault touches. */
export function ownerOf(role: string): string {
  return role === everyRole ? "every role" : role;
}
