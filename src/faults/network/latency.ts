import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { LatencyFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import type { NetworkFaultDefinition } from "./network-definition.ts";
import { passesAgain, wasSlower } from "./path-evidence.ts";

export const latency: NetworkFaultDefinition<LatencyFault> = {
  name: ({ delayMs }) => `${delayMs} ms latency`,
  needs: requiredCapability,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { delayMs }) => [await wasSlower(path, delayMs)],
  evidenceBeforeHeal: async (path, { delayMs }) => [await wasSlower(path, delayMs)],
  evidenceAfterHeal: passesAgain,
};
