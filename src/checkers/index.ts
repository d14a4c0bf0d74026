import { commandEvidenceChecker } from "./command-evidence.ts";
import { deliveryChecker } from "./delivery.ts";
import { faultEvidenceChecker } from "./fault-evidence.ts";
import type { Checker } from "./finding.ts";
import { leakChecker } from "./leak.ts";
import { orderingChecker } from "./ordering.ts";
import { pathChecker } from "./path.ts";
import { recoveryChecker } from "./recovery.ts";
import { resumptionChecker } from "./resumption.ts";
import { startupChecker } from "./startup.ts";
import { wireChecker } from "./wire.ts";
import { zombieChecker } from "./zombie.ts";

/** Judge every run, whatever its header asks for. */
export const permanentCheckers: readonly Checker[] = [
  faultEvidenceChecker,
  commandEvidenceChecker,
  pathChecker,
  deliveryChecker,
  wireChecker,
];

/** All checkers by the name that a variant asks for them. */
export const checkers: ReadonlyMap<string, Checker> = new Map(
  [
    ...permanentCheckers,
    orderingChecker,
    zombieChecker,
    recoveryChecker,
    resumptionChecker,
    leakChecker,
    startupChecker,
  ].map((checker) => [checker.name, checker]),
);
