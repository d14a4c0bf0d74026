import { pointText, type CommandPoint } from "../link/contract/command-point.ts";
import { isPattern } from "../name-pattern.ts";
import { counted } from "../wording.ts";
import { formatCommand } from "./token.ts";
import type { CommandTable, TracedCommand } from "./traced-command.ts";

/**
 * Commands of one kind (role, connection, command and key) that not every fault-free run has.
 *
 * - `tried`: no occurrence comes in every run, as with a slow timer. The first one is explored, as far as it
 *   comes while its fault waits.
 * - `repeated`: the first occurrences come in every run and are explored; the number of the others differs.
 * - `left-out`: the name of its connection or its key is another one in every run, so no fault can meet it.
 */
export interface UnsteadyCommand {
  /** The kind, for people: `subscriber-0 reader BRPOP q:orders`. */
  readonly command: string;
  /** Number of commands of this kind that no fault was planned for, in the run that has most of them. */
  readonly count: number;
  readonly treatment: "tried" | "repeated" | "left-out";
  readonly reason: string;
  /** Present if it is tried. */
  readonly firstOfKind?: TracedCommand;
}

interface Kind {
  readonly point: CommandPoint;
  readonly inRuns: readonly (readonly TracedCommand[])[];
}

/** Finds the kinds of commands whose number differs between runs. `steady` are kinds with a common command. */
export function findUnsteady(
  tables: readonly CommandTable[],
  steady: ReadonlySet<string>,
): readonly UnsteadyCommand[] {
  const kinds = kindsOf(tables);
  const all = [...kinds].flatMap(([kind, found]) => {
    const counts = found.inRuns.map(({ length }) => length);
    if (Math.min(...counts) === Math.max(...counts)) return [];
    if (steady.has(kind)) return [repeated(found)];
    return [hasChangingName(found, [...kinds.values()]) ? leftOut(found) : tried(found)];
  });
  return all;
}

function kindsOf(tables: readonly CommandTable[]): ReadonlyMap<string, Kind> {
  const perRun = tables.map((table) =>
    Map.groupBy(table.values(), ({ point }) => formatCommand(point)),
  );
  const names = new Set(perRun.flatMap((kinds) => [...kinds.keys()]));
  return new Map(
    [...names].flatMap((name) => {
      const inRuns = perRun.map((kinds) => kinds.get(name) ?? []);
      const point = inRuns.flat()[0]?.point;
      return point ? [[name, { point, inRuns }] as const] : [];
    }),
  );
}

/**
 * Returns whether runs without this kind have the same command with another name in its place: then the name
 * changes from run to run.
 */
function hasChangingName({ point, inRuns }: Kind, kinds: readonly Kind[]): boolean {
  const missing = inRuns.flatMap((commands, run) => (commands.length === 0 ? [run] : []));
  const others = kinds.filter(
    (other) =>
      other.point !== point &&
      other.point.role === point.role &&
      other.point.command === point.command &&
      other.inRuns.some(({ length }) => length === 0),
  );
  return (
    missing.length > 0 &&
    missing.every((run) => others.some((other) => (other.inRuns[run]?.length ?? 0) > 0))
  );
}

function repeated({ point, inRuns }: Kind): UnsteadyCommand {
  const counts = inRuns.map(({ length }) => length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return {
    command: kindText(point),
    count: most - least,
    treatment: "repeated",
    reason: `runs without a fault send it ${least} to ${most} times; its occurrences up to #${least} were explored`,
  };
}

function tried({ point, inRuns }: Kind): UnsteadyCommand {
  const having = inRuns.filter(({ length }) => length > 0);
  const firsts = having.flatMap(([first]) => first ?? []);
  const [firstOfKind] = firsts;
  const answered = firsts.every((each) => each.answered);
  return {
    command: kindText(point),
    count: Math.max(...inRuns.map(({ length }) => length)) - 1,
    treatment: "tried",
    reason: `only ${having.length} of ${counted(inRuns.length, "run")} without a fault sent it; its first occurrence was tried`,
    ...(firstOfKind && { firstOfKind: { ...firstOfKind, answered } }),
  };
}

function leftOut({ point, inRuns }: Kind): UnsteadyCommand {
  return {
    command: kindText(point),
    count: Math.max(...inRuns.map(({ length }) => length)),
    treatment: "left-out",
    reason: `${nameToHold(point)} is another one in every run, so no fault can be planned for it; give it a name that stays the same`,
  };
}

function nameToHold({ connection, key }: CommandPoint): string {
  if (key === undefined || isPattern(key)) return `the connection name ${connection ?? ""}`.trim();
  return connection === undefined || isPattern(connection)
    ? `the key ${key}`
    : `the connection name ${connection} or the key ${key}`;
}

function kindText(point: CommandPoint): string {
  return pointText({ ...point, occurrence: 1 }).replace(/ #1$/u, "");
}
