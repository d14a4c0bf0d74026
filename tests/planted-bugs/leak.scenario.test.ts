import { describePlantedBugs } from "./describe-planted-bugs.ts";

/** Seven confirmed leaks need more than two minutes of CPU time one after another, so twice as long with half a core. */
const limitMs = 480_000;

/**
 * Runs of leak/calm, one after another: they compare counts of timers, listeners and heap of their
 * process, so nothing else may run in it. See alone.scenario.test.ts for the others that need this.
 */
describePlantedBugs(({ run }) => run === "leak/calm", limitMs);
