import { commandPositions, type CommandActKind } from "../../history/struck-command.ts";
import type { ErrorReplyName } from "../../link/contract/command-point.ts";
import { counted, countText, durationText } from "../../wording.ts";
import type { ExplorationReport, ExplorationRow } from "../model/exploration-schema.ts";
import { oneLine } from "./plain-text.ts";
import { alignColumns } from "./table.ts";

type Outcome = ExplorationRow["cells"][string];

/** The sign of each outcome. The shapes differ, so that a reader needs no colours. */
const signs: Readonly<Record<Outcome, string>> = {
  pass: "·",
  fail: "✗",
  unknown: "?",
  unreached: "-",
  skipped: "_",
};

/** The letter of each act, in the order of the columns. An error reply is its own act here. */
const letters: Readonly<
  Record<Exclude<CommandActKind, "error"> | ErrorReplyName | "throw", string>
> = {
  fin: "f",
  rst: "r",
  blackhole: "b",
  stall: "s",
  delay: "d",
  kill: "k",
  "kill-redis": "K",
  throw: "t",
  LOADING: "L",
  READONLY: "R",
  OOM: "O",
  MISCONF: "M",
  NOGROUP: "G",
  CLUSTERDOWN: "C",
  NOSCRIPT: "N",
  MASTERDOWN: "D",
};

/**
 * Draws the outcome of every point: a line for each command, and a sign for each act at each position.
 * Commands of the same kind with the same outcomes share a line:
 *
 *     publisher-0 commands XADD orders #1-6  ··  ··
 *     publisher-0 commands XADD orders #7    ··  ·✗
 */
export function explorationMap({ rows, depth }: ExplorationReport): string[] {
  // There are too many pairs to look at, so only pairs that did not pass are shown.
  const shown = depth === 1 ? rows : rows.filter((row) => !isPair(row) || !isCalm(row));
  if (shown.length === 0) return [];
  const columns = [...commandPositions, "in-handler"].map((position) => ({
    position,
    acts: actsAt(position, shown),
  }));
  const used = columns.filter(({ acts }) => acts.length > 0);
  const heading = ["", ...used.map(({ position }) => position)];
  const letterLine = ["", ...used.map(({ acts }) => acts.map(letterOf).join(""))];
  const lines = collapse(shown).map(({ name, row }) => [
    oneLine(name),
    ...used.map(({ position, acts }) => acts.map((act) => signAt(row, position, act)).join("")),
  ]);
  return [...alignColumns([heading, letterLine, ...lines]), "", ...legend(used)];
}

/** Returns `explored 840/840`, and the counts of all points that did not pass. */
export function explorationHeadline(exploration: ExplorationReport): string {
  const { explored, total, failed, unknown, unreached, skipped, unsteady = [] } = exploration;
  if (total === 0) return "nothing was explored, because the run without a fault did not pass";
  const parts: [number: number, what: string][] = [
    [failed, "failed"],
    [unknown, "unknown"],
    [unreached, "never reached"],
    [skipped, "not begun"],
  ];
  const shown = parts.filter(([number]) => number > 0);
  const counts = shown.map(([number, what]) => `${countText(number)} ${what}`);
  const leftOut = unsteady.filter(({ treatment }) => treatment === "left-out").length;
  return [
    `explored ${explored}/${total}`,
    ...counts,
    ...(leftOut > 0
      ? [`${counted(leftOut, "kind of command", "kinds of commands")} left out`]
      : []),
  ].join(", ");
}

/** Returns a line for each kind of command that not every fault-free run has, with the reason. */
export function unsteadyLines({ unsteady = [] }: ExplorationReport): string[] {
  const order = ["left-out", "tried", "repeated"] as const;
  const sorted = order.flatMap((wanted) =>
    unsteady.filter(({ treatment }) => treatment === wanted),
  );
  if (sorted.length === 0) return [];
  const lines = sorted.map(({ command, count, treatment, reason }) => {
    const sign = treatment === "left-out" ? signs.unknown : signs.pass;
    return `${sign} ${oneLine(command)} (${counted(count, "command")} without a fault): ${oneLine(reason)}`;
  });
  return ["", "Not in every run without a fault:", ...lines];
}

/** Returns the numbers of points and commands, the speed, and the numbers left out. */
export function explorationFigures(exploration: ExplorationReport): string {
  const { rows, durationMs, pointsPerSecond, pruned, explored } = exploration;
  const { irreproducible, irreproduciblePairs } = exploration;
  const commands = rows.filter((row) => !isPair(row)).length;
  const work = `${counted(explored, "point")} at ${counted(commands, "command")}`;
  return [
    `${work} in ${durationText(durationMs)}`,
    `${pointsPerSecond} points per second`,
    ...(irreproducible > 0 ? [`${counted(irreproducible, "command")} not in every run`] : []),
    ...(irreproduciblePairs > 0
      ? [`${counted(irreproduciblePairs, "pair")} left out as not reproducible`]
      : []),
    ...(pruned > 0 ? [`${counted(pruned, "pair")} pruned`] : []),
  ].join("; ");
}

function isPair({ point }: ExplorationRow): boolean {
  return point.includes(" then ");
}

function isCalm({ cells }: ExplorationRow): boolean {
  return Object.values(cells).every((outcome) => outcome === "pass" || outcome === "skipped");
}

function actsAt(position: string, rows: readonly ExplorationRow[]): string[] {
  const found = rows.flatMap(({ cells }) =>
    Object.keys(cells)
      .filter((column) => column.startsWith(`${position}/`))
      .map((column) => column.slice(position.length + 1)),
  );
  const order = Object.values(letters);
  return [...new Set(found)].toSorted(
    (one, other) => order.indexOf(letterOf(one)) - order.indexOf(letterOf(other)),
  );
}

function letterOf(act: string): string {
  const byWord: Readonly<Record<string, string>> = letters;
  return byWord[act] ?? byWord[act.replace(/-\d+$/u, "")] ?? "?";
}

function signAt({ cells }: ExplorationRow, position: string, act: string): string {
  const outcome = cells[`${position}/${act}`];
  return outcome === undefined ? " " : signs[outcome];
}

interface Line {
  readonly name: string;
  readonly row: ExplorationRow;
}

/** Joins `XADD stream:orders #2` to `#9` into one line, `#2-9`, if their signs are the same. */
function collapse(rows: readonly ExplorationRow[]): Line[] {
  const kinds = Map.groupBy(rows, ({ point }) => splitOccurrence(point).kind);
  return [...kinds].flatMap(([kind, alike]) => {
    const numbered = alike.map((row) => ({ row, number: splitOccurrence(row.point).number }));
    const inOrder = numbered.toSorted((one, other) => one.number - other.number);
    const lines: { first: number; last: number; row: ExplorationRow }[] = [];
    for (const { row, number } of inOrder) {
      const before = lines.at(-1);
      if (before && number === before.last + 1 && sameCells(row, before.row)) before.last = number;
      else lines.push({ first: number, last: number, row });
    }
    return lines.map(({ first, last, row }) => ({
      name: `${kind} #${first === last ? first : `${first}-${last}`}`,
      row,
    }));
  });
}

function splitOccurrence(point: string): { readonly kind: string; readonly number: number } {
  const at = point.lastIndexOf(" #");
  return { kind: point.slice(0, at), number: Number(point.slice(at + 2)) };
}

function sameCells(one: ExplorationRow, other: ExplorationRow): boolean {
  const names = new Set([...Object.keys(one.cells), ...Object.keys(other.cells)]);
  return [...names].every((name) => one.cells[name] === other.cells[name]);
}

function legend(used: readonly { readonly acts: readonly string[] }[]): string[] {
  const acts = new Set(used.flatMap((column) => column.acts));
  const order = Object.values(letters);
  const texts = [...acts]
    .toSorted((one, other) => order.indexOf(letterOf(one)) - order.indexOf(letterOf(other)))
    .map((act) => `${letterOf(act)} ${act}`);
  const meanings = Object.entries(signs).map(([outcome, sign]) => `${sign} ${outcome}`);
  return [texts.join(", "), `${meanings.join(", ")}; blank: does not apply`];
}
