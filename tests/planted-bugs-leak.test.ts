import { describePlantedBugs } from "./support/planted-bugs.ts";

/** Each of these has its process for itself as well, so they have one beside the others. */
describePlantedBugs(({ run }) => run === "leak/calm");
