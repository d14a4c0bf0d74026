import type { BusModule } from "../bus/contract.ts";
import { registeredBuses } from "../bus/registry.ts";
import { scenarios } from "../scenarios/index.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { noEvidenceBuses, plantedBugs } from "../zoo/index.ts";
import type { NoEvidenceBus, PlantedBug } from "../zoo/planted-bug.ts";

/** The buses and scenarios that a selftest can run. */
export interface SelftestInputs {
  readonly plantedBugs: readonly PlantedBug[];
  readonly noEvidenceBuses: readonly NoEvidenceBus[];
  /** Buses without a known bug. A finding that fails on one of them is a false alarm. */
  readonly correctBuses: readonly BusModule[];
  readonly scenarios: readonly Scenario[];
}

/** Everything that this project has: a new bus, bug or scenario takes part without being listed here. */
export const selftestInputs: SelftestInputs = {
  plantedBugs,
  noEvidenceBuses,
  correctBuses: registeredBuses,
  scenarios,
};
