import { needsProcess } from "../src/selftest/run-selftest.ts";
import { describePlantedBugs } from "./support/planted-bugs.ts";

describePlantedBugs((planned) => needsProcess(planned) && planned.run !== "leak/calm");
