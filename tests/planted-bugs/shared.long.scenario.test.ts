import { needsProcess } from "../../src/selftest/run-selftest.ts";
import { describePlantedBugs } from "./describe-planted-bugs.ts";

/**
 * Runs that can share one process: they run side by side, and this file takes as long as the slowest.
 * The runs that need a process of their own are in alone.long.scenario.test.ts and leak.long.scenario.test.ts, so
 * that vitest runs them in another worker, and so in another process, at the same time.
 */
describePlantedBugs((run) => !needsProcess(run));
