import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { BlackholeFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import type { NetworkFaultDefinition } from "./network-definition.ts";
import { passesAgain, staysSilent } from "./path-evidence.ts";
import { silenceName, sparesNewConnections, wentSilent } from "./silence.ts";

export const blackhole: NetworkFaultDefinition<BlackholeFault> = {
  name: silenceName,
  needs: requiredCapability,
  isInstantaneous: sparesNewConnections,
  // A link closes the connections whose bytes it has lost when the fault is healed.
  commandAct: (fault) => (sparesNewConnections(fault) ? "blackhole" : "fin"),
  dataLoss: () => noDataLoss,
  evidenceOnInject: wentSilent,
  evidenceBeforeHeal: async (path) => [await staysSilent(path)],
  evidenceAfterHeal: passesAgain,
};
