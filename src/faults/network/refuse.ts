import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { RefuseFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import { connectionsOf, type NetworkFaultDefinition } from "./network-definition.ts";
import { closedPicked, newConnectionsAreRefused, passesAgain, wasClosed } from "./path-evidence.ts";

export const refuse: NetworkFaultDefinition<RefuseFault> = {
  name: ({ connections }, role) =>
    connections
      ? `end of ${connectionsOf(role, connections)}, and refusal of new ones`
      : `refusal of ${connectionsOf(role)}`,
  needs: requiredCapability,
  isInstantaneous: () => false,
  commandAct: ({ how = "fin" }) => how,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { how, connections }) => [
    await (connections ? closedPicked(path, connections) : wasClosed(path, how)),
    await newConnectionsAreRefused(path),
  ],
  evidenceBeforeHeal: async (path) => [await newConnectionsAreRefused(path)],
  evidenceAfterHeal: passesAgain,
};
