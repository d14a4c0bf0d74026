import { describePlantedBugs } from "./describe-planted-bugs.ts";

/**
 * Runs of leak/calm, one after another: they compare counts of timers, listeners and heap of their
 * process, so nothing else may run in it. See alone.long.scenario.test.ts for the others that need this.
 */
describePlantedBugs(({ run }) => run === "leak/calm");
