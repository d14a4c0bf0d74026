import type { ClientName, InitValues } from "./init-options.ts";
import type { PlannedFiles, BusSource } from "./plan-files.ts";
import { choose, confirm, type Ask } from "./questions.ts";
import {
  findBusClasses,
  readBusClasses,
  type FoundClass,
  type Project,
} from "./reading/project.ts";

/**
 * Decides what the bus module is written for: the class or client that the options name, or else what the project
 * has. Without a user to ask, it takes the first class.
 */
export async function chooseSource(
  project: Project,
  { client, file }: InitValues,
  ask: Ask | undefined,
): Promise<BusSource> {
  if (client !== undefined && client !== "own") return { kind: "client", client };
  const classes =
    file === undefined ? findBusClasses(project.folder) : readBusClasses(project.folder, file);
  const choices: (readonly [string, BusSource])[] = [
    ...classes.map((found) => [classText(found), { kind: "class", found }] as const),
    ...clientsOf(project, client).map(
      (each) => [clientText(each), { kind: "client", client: each }] as const,
    ),
  ];
  const chosen =
    ask && choices.length > 1 && file === undefined
      ? await choose(ask, "Which bus do you want to test?", choices)
      : choices[0]?.[1];
  return chosen ?? { kind: "client", client: "own" };
}

function clientsOf({ clients }: Project, client: ClientName | undefined): readonly ClientName[] {
  return client === "own" ? ["own"] : [...clients, "own"];
}

/** Returns `RedisBus in src/bus.ts (publish, subscribe, close)`. */
export function classText({ file, bus }: FoundClass): string {
  const methods = [bus.start, bus.publish, bus.subscribe, bus.close];
  return `${bus.name} in ${file} (${methods.flatMap((method) => method?.name ?? []).join(", ")})`;
}

function clientText(client: ClientName): string {
  return client === "own"
    ? "another class: a frame to fill in"
    : `a bus on ${client} that works as it is`;
}

/** Decides whether a quick run follows. The user is asked if there is one. */
export async function wantsRun(
  { noRun }: InitValues,
  { quickScenarios }: PlannedFiles,
  ask: Ask | undefined,
): Promise<boolean> {
  if (noRun || quickScenarios.length === 0) return false;
  return ask ? await confirm(ask, `Run ${quickScenarios.join(" and ")} now?`) : true;
}
