import { needsProcess } from "../../src/selftest/run-selftest.ts";
import { describePlantedBugs } from "./describe-planted-bugs.ts";

/**
 * Runs that need a process of their own: they run one after another. leak/calm needs one too, and has a
 * file of its own, because it is the longest group and then two workers can share the work.
 */
describePlantedBugs((planned) => needsProcess(planned) && planned.run !== "leak/calm");
