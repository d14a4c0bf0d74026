import type { VacuousExpectation, Witness } from "./expectation.ts";
import { explorationName } from "./explore-publishes.ts";

/** What shows nothing is no bug of a bus, and must not look like a success. */
export const vacuousExpectations: readonly VacuousExpectation[] = [
  { bus: "goes-round-its-link", run: "partition/refuse", says: "through its link" },
  { bus: "does-nothing", run: "fan-out/calm", says: "no message had to reach anybody" },
];

/** For each scenario a bug that it alone finds. */
export const witnesses: readonly Witness[] = [
  { scenario: "restart", bus: "forgets-its-script" },
  { scenario: "partition", bus: "never-looks-at-its-connections" },
  { scenario: "fan-out", bus: "trims-while-publishing" },
  { scenario: "startup-race", bus: "catches-up-on-ten" },
  { scenario: "leak", bus: "leaves-readers-open" },
  { scenario: explorationName, bus: "loses-the-seventh-publish" },
];
