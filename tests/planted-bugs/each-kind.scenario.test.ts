import { needsProcess } from "../../src/selftest/run-selftest.ts";
import { describePlantedBugs, expectationsIn } from "./describe-planted-bugs.ts";
import { firstOfEachKind } from "./first-of-each-kind.ts";

const picked = firstOfEachKind(expectationsIn((run) => !needsProcess(run)));

/** Runs one planted bug of each kind, of the runs that can share a process. `npm run test:long` has the whole zoo. */
describePlantedBugs(({ bus, run }) =>
  picked.some((expected) => expected.bus === bus.name && expected.run === run),
);
