import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { CommandPoint } from "../../link/contract/command-point.ts";
import { commonPattern, isPattern, matchesName, shapeOf } from "../../name-pattern.ts";

/**
 * The names of the connections and keys of a workload, as every run has them. A name that changes from run
 * to run is a pattern: `q:orders:…` for a key with a random end.
 */
export interface SteadyNames {
  connectionOf(command: WireCommand): string | undefined;
  keyOf(command: WireCommand): string | undefined;
}

/**
 * Learns the names by comparing fault-free runs. A name that every run has stays as it is. For another name
 * it takes the shape, if every run has a name of this shape. The names that are left are compared in the
 * order in which they came, if every run has the same number of them:
 *
 *     run 1 names its connections commands, reader-7; run 2 names them commands, reader-9
 *      → commands, reader-…
 */
export function learnNames(runs: readonly (readonly WireCommand[])[]): SteadyNames {
  const ordered = runs.map(inOrder);
  const connections = learn(ordered, ({ process, connectionName }) =>
    connectionName === undefined ? undefined : { context: process, name: connectionName },
  );
  const keys = learn(ordered, ({ process, command, key }) =>
    key === undefined ? undefined : { context: `${process}\n${command}`, name: key },
  );
  return {
    connectionOf: ({ process, connectionName }) => connections(process, connectionName),
    keyOf: ({ process, command, key }) => keys(`${process}\n${command}`, key),
  };
}

interface NameInContext {
  /** The place of the name: names of different places are not compared. */
  readonly context: string;
  readonly name: string;
}

type NameOf = (command: WireCommand) => NameInContext | undefined;
type Lookup = (context: string, name: string | undefined) => string | undefined;

function learn(runs: readonly (readonly WireCommand[])[], nameOf: NameOf): Lookup {
  const tables = runs.map((run) => namesByContext(run, nameOf));
  const contexts = new Set(tables.flatMap((table) => [...table.keys()]));
  const learned = new Map(
    [...contexts].map((context) => [
      context,
      patternsOf(tables.map((table) => [...(table.get(context) ?? [])])),
    ]),
  );
  return (context, name) => {
    if (name === undefined) return undefined;
    const patterns = learned.get(context);
    if (!patterns || patterns.has(name)) return name;
    return [...patterns].find((pattern) => matchesName(pattern, name)) ?? shapeOf(name);
  };
}

/** Returns the different names of each context, in the order in which they came first. */
function namesByContext(
  run: readonly WireCommand[],
  nameOf: NameOf,
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const command of run) {
    const found = nameOf(command);
    if (!found) continue;
    const known = names.get(found.context) ?? new Set();
    names.set(found.context, known.add(found.name));
  }
  return names;
}

/** Returns the names and patterns that all runs have in common. */
function patternsOf(runs: readonly (readonly string[])[]): ReadonlySet<string> {
  const steady = inEvery(runs);
  const changing = runs.map((names) => names.filter((name) => !steady.has(name)));
  const shapes = changing.map((names) => [...new Set(names.map(shapeOf))]);
  const steadyShapes = inEvery(shapes);
  const left = shapes.map((names) => names.filter((name) => !steadyShapes.has(name)));
  return new Set([...steady, ...steadyShapes, ...pairedPatterns(left)]);
}

function pairedPatterns(runs: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = runs;
  if (others.length === 0 || others.some(({ length }) => length !== first.length)) return [];
  return first.map((name, at) => commonPattern([name, ...others.map((names) => names[at] ?? "")]));
}

function inEvery(runs: readonly (readonly string[])[]): ReadonlySet<string> {
  const [first = [], ...others] = runs;
  return new Set(first.filter((name) => others.every((names) => names.includes(name))));
}

/** Returns the time at which a command was forwarded, or recorded if it was never forwarded. */
export function startedMs({ forwardedMs, timeMs }: WireCommand): number {
  return forwardedMs ?? timeMs;
}

/** Returns the commands in the order in which they started. */
export function inOrder(commands: readonly WireCommand[]): readonly WireCommand[] {
  return commands.toSorted((one, other) => startedMs(one) - startedMs(other));
}

/** A recorded command, and the name by which a fault can meet it in another run. */
export interface NamedCommand {
  readonly command: WireCommand;
  readonly point: CommandPoint;
}

/**
 * Names every command of a run, in the order in which they started. If a name is a pattern, the occurrence
 * counts the commands of all names for which it stands, as the link does.
 */
export function nameCommands(
  run: readonly WireCommand[],
  names: SteadyNames,
): readonly NamedCommand[] {
  const counts = new Map<string, number>();
  const patterns = new Map<string, CommandPoint>();
  const named = inOrder(run).map((command) => {
    const point = pointWith(command, names);
    if (hasPattern(point)) patterns.set(identityOf(point), point);
    return { command, point };
  });
  return named.map(({ command, point }) => {
    for (const [identity, pattern] of patterns) {
      if (stands(pattern, command)) counts.set(identity, (counts.get(identity) ?? 0) + 1);
    }
    const counted = counts.get(identityOf(point));
    const occurrence = hasPattern(point) && counted !== undefined ? counted : command.occurrence;
    return { command, point: { ...point, occurrence } };
  });
}

function pointWith(command: WireCommand, names: SteadyNames): CommandPoint {
  return {
    role: command.process,
    connection: names.connectionOf(command),
    command: command.command,
    key: names.keyOf(command),
    occurrence: command.occurrence,
  };
}

function hasPattern({ connection, key }: CommandPoint): boolean {
  return isPattern(connection) || isPattern(key);
}

function identityOf({ role, connection, command, key }: CommandPoint): string {
  return JSON.stringify([role, connection, command, key]);
}

/** Returns whether a point, whose names may be patterns, stands for this command, whatever its occurrence. */
function stands(point: CommandPoint, command: WireCommand): boolean {
  return (
    point.role === command.process &&
    point.command === command.command &&
    matchesName(point.connection, command.connectionName) &&
    matchesName(point.key, command.key)
  );
}

/** Finds the command of a run at which a fault with this point strikes. */
export function findCommand(
  run: readonly WireCommand[],
  point: CommandPoint,
): WireCommand | undefined {
  const matching = inOrder(run.filter((command) => stands(point, command)));
  if (hasPattern(point)) return matching[point.occurrence - 1];
  return matching.find(({ occurrence }) => occurrence === point.occurrence);
}
