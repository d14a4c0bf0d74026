import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { CutFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import { connectionsOf, type NetworkFaultDefinition } from "./network-definition.ts";
import { closedPicked, newConnectionsPass, passesAgain, wasClosed } from "./path-evidence.ts";

export const cut: NetworkFaultDefinition<CutFault> = {
  name: ({ how, connections }, role) =>
    `cut by ${how.toUpperCase()} on ${connectionsOf(role, connections)}`,
  needs: requiredCapability,
  isInstantaneous: () => true,
  commandAct: ({ how }) => how,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { how, connections }) => [
    await (connections ? closedPicked(path, connections) : wasClosed(path, how)),
    await newConnectionsPass(path),
  ],
  evidenceBeforeHeal: async () => [],
  evidenceAfterHeal: passesAgain,
};
