import type { FaultDefinition, FaultDefinitions, FaultNeed } from "./contract/fault-definition.ts";
import { networkFault, type NetworkFaultSpec } from "./network/network-faults.ts";
import { processFaults, type ProcessFaultSpec } from "./process/process-faults.ts";
import { serverFaults, type ServerFaultSpec } from "./server/server-faults.ts";

/** A fault as plain data: what a plan holds, and what is saved and replayed. */
export type FaultSpec = NetworkFaultSpec | ProcessFaultSpec | ServerFaultSpec;

/** The definitions of all kinds of faults. The list does not compile if a kind is left out. */
const definitions: FaultDefinitions<FaultSpec> = {
  network: networkFault,
  ...processFaults,
  ...serverFaults,
};

export function definitionOf({ kind }: FaultSpec): FaultDefinition<FaultSpec> {
  return definitions[kind];
}

/** Names a fault for people, such as `SIGKILL redis` or `refusal of subscriber-0`. */
export function faultName(spec: FaultSpec): string {
  return definitionOf(spec).name(spec);
}

/** Returns what must be there for a fault, from the links and from the provider of Redis. */
export function faultNeeds(spec: FaultSpec): readonly FaultNeed[] {
  return definitionOf(spec).needs(spec);
}

/** Returns the role whose path a fault touches, or `*` for every role. */
export function faultRole(spec: FaultSpec): string {
  return definitionOf(spec).role(spec);
}
