import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { StallFault } from "../../link/contract/network-fault.ts";
import { noDataLoss } from "../contract/fault-definition.ts";
import type { NetworkFaultDefinition } from "./network-definition.ts";
import { passesAgain, staysSilent } from "./path-evidence.ts";
import { silenceName, sparesNewConnections, wentSilent } from "./silence.ts";

export const stall: NetworkFaultDefinition<StallFault> = {
  name: silenceName,
  needs: requiredCapability,
  isInstantaneous: sparesNewConnections,
  dataLoss: () => noDataLoss,
  evidenceOnInject: wentSilent,
  evidenceBeforeHeal: async (path) => [await staysSilent(path)],
  evidenceAfterHeal: passesAgain,
};
