import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { RefuseFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import { connectionsOf, type NetworkFaultDefinition } from "./network-definition.ts";
import { newConnectionsAreRefused, passesAgain, wasClosed } from "./path-evidence.ts";

export const refuse: NetworkFaultDefinition<RefuseFault> = {
  name: (_, role) => `refusal of ${connectionsOf(role)}`,
  needs: requiredCapability,
  isInstantaneous: () => false,
  commandAct: ({ how = "fin" }) => how,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { how }) => [
    await wasClosed(path, how),
    await newConnectionsAreRefused(path),
  ],
  evidenceBeforeHeal: async (path) => [await newConnectionsAreRefused(path)],
  evidenceAfterHeal: passesAgain,
};
