import { wireChecker } from "./false-acknowledgement/wire.ts";
import type { Checker } from "./finding/finding.ts";
import { leakChecker } from "./leak/leak.ts";
import { startupChecker } from "./lost/startup.ts";
import { commandEvidenceChecker } from "./no-evidence/command-evidence.ts";
import { faultEvidenceChecker } from "./no-evidence/fault-evidence.ts";
import { pathChecker } from "./no-evidence/path.ts";
import { recoveryChecker } from "./not-recovered/recovery.ts";
import { resumptionChecker } from "./not-recovered/resumption.ts";
import { orderingChecker } from "./reordered/ordering.ts";
import { deliveryChecker } from "./unexpected/delivery.ts";
import { zombieChecker } from "./zombie/zombie.ts";

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
