import { fanOut } from "./fan-out.ts";
import { leak } from "./leak.ts";
import { partition } from "./partition.ts";
import { restart } from "./restart.ts";
import type { Scenario } from "./scenario.ts";
import { startupRace } from "./startup-race.ts";

/** All scenarios, in the order in which `chaos list` shows them. */
export const scenarios: readonly Scenario[] = [restart, partition, fanOut, startupRace, leak];
