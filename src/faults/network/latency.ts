import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { LatencyFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import { connectionsOf, type NetworkFaultDefinition } from "./network-definition.ts";
import { passesAgain, wasSlower } from "./path-evidence.ts";

export const latency: NetworkFaultDefinition<LatencyFault> = {
  name: ({ delayMs }, role) => `${delayMs} ms latency on ${connectionsOf(role)}`,
  needs: requiredCapability,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { delayMs }) => [await wasSlower(path, delayMs)],
  evidenceBeforeHeal: async (path, { delayMs }) => [await wasSlower(path, delayMs)],
  evidenceAfterHeal: passesAgain,
};
