import { defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { counted, durationText } from "../wording.ts";
import type { BlockBenchResult } from "./block-bench-result.ts";
import { claim, type ClaimCheck, savingTolerance } from "./block-claim.ts";
import type { BlockCell, DeadConnection } from "./block-measurement.ts";
import {
  deadConnectionLimitMs,
  type JudgedBlock,
  readBudgetPerSecond,
  type Recommendation,
} from "./recommend-block.ts";

export const interruptedText = "Interrupted: these figures were measured before.";

/** The rows of a table; the first one holds the headings. */
export type TableRows = readonly (readonly string[])[];

/** Returns the figures of a cell as a line of progress. */
export function cellText(cell: BlockCell): string {
  const { blockMs, consumers, latency } = cell;
  const lost =
    cell.lostConnections === 0 ? "" : `, ${counted(cell.lostConnections, "connection")} given up`;
  return (
    `BLOCK ${blockMs} ms, ${counted(consumers, "idle consumer")}: ` +
    `${rate(cell.readsPerSecond)} reads/s, p50 ${fine(latency.p50Ms)} ms${lost}`
  );
}

/** Returns the figure of a dead connection as a line of progress. */
export function deadConnectionText(dead: DeadConnection): string {
  return `BLOCK ${dead.blockMs} ms, dead connection: delivered again ${deadTime(dead)}`;
}

/** Returns the figures of the cells as a table. */
export function cellRows(cells: readonly BlockCell[]): TableRows {
  const headings = [
    "BLOCK ms",
    "consumers",
    "reads/s",
    "commands/s",
    "server CPU",
    "p50 ms",
    "p99 ms",
    "close ms",
    "window s",
  ];
  const rows = cells.map((cell) => [
    String(cell.blockMs),
    String(cell.consumers),
    rate(cell.readsPerSecond),
    rate(cell.commandsPerSecond),
    `${cell.serverCpuPercent.toFixed(2)} %`,
    fine(cell.latency.p50Ms),
    fine(cell.latency.p99Ms),
    cell.closeMs.toFixed(0),
    seconds(cell.windowMs),
  ]);
  return [headings, ...rows];
}

/** The verdict on each BLOCK value. */
export function judgedRows({
  recommendation,
  deadConnections,
}: Pick<BlockBenchResult, "recommendation" | "deadConnections">): TableRows {
  const rows = recommendation.judged.map((judged) => {
    const dead = deadConnections.find(({ blockMs }) => blockMs === judged.blockMs);
    const time = dead === undefined ? "not tried" : deadTime(dead);
    return [String(judged.blockMs), time, judgedText(judged, recommendation)];
  });
  return [["BLOCK ms", "dead connection, delivered again", "verdict"], ...rows];
}

/** The conclusions, one paragraph each. */
export function verdictTexts(result: BlockBenchResult): string[] {
  return [
    recommendationText(result.recommendation),
    "A healthy read may stay without a reply for the BLOCK time. So the bus can notice a dead connection " +
      "only after BLOCK and a grace period. A message ends the wait at once, and closing ends it with CLIENT UNBLOCK.",
    ...blockZeroTexts(result.cells),
    ...result.claim.map((check) => claimText(check, result)),
    measuredText(result),
  ];
}

/** With BLOCK 0 Redis blocks for ever, so a bus that must notice dead connections cannot use it. */
function blockZeroTexts(cells: readonly BlockCell[]): string[] {
  const rates = cells
    .filter(({ blockMs }) => blockMs === 0)
    .map(({ readsPerSecond, consumers }) => readsPerSecond / consumers);
  const highest = Math.max(0, ...rates);
  if (highest === 0) return [];
  return [
    `With BLOCK 0 this bus does not wait for ever: a consumer reads ${rate(highest)} times a second, ` +
      "so that it can tell a dead connection from a quiet stream.",
  ];
}

function measuredText({ startedAt, mode, redis, machine }: BlockBenchResult): string {
  return (
    `Measured ${startedAt} (${mode}) on ${redis.server} ${redis.version} (${redis.provider}), ` +
    `load ${machine.load.toFixed(1)} on ${machine.cpus} cores.`
  );
}

function recommendationText({ blockMs }: Recommendation): string {
  const limits =
    `at most ${readBudgetPerSecond} idle reads a second and consumer, and a message over a ` +
    `dead connection delivered again within ${durationText(deadConnectionLimitMs)}`;
  if (blockMs === null) return `No BLOCK value keeps the limits here: ${limits}.`;
  const byDefault =
    blockMs === defaultBlockMs ? "the default of the bus" : `its default is ${defaultBlockMs} ms`;
  return `Choose BLOCK ${blockMs} ms (${byDefault}): the lowest value with ${limits}.`;
}

function judgedText(
  { blockMs, objections }: JudgedBlock,
  { blockMs: best }: Recommendation,
): string {
  if (objections.length > 0) return objections.join("; ");
  return blockMs === best ? "recommended" : "keeps the limits, but notices a dead connection later";
}

function claimText(check: ClaimCheck, { cells, deadConnections }: BlockBenchResult): string {
  const { consumers } = check;
  const find = (wantedMs: number) =>
    cells.find((cell) => cell.blockMs === wantedMs && cell.consumers === consumers);
  const pair = (figure: (cell: BlockCell) => string) =>
    [find(claim.fromMs), find(claim.toMs)].map((cell) => cell && figure(cell)).join(" to ");
  const dead = [claim.fromMs, claim.toMs].map((wantedMs) =>
    deadConnections.find(({ blockMs }) => blockMs === wantedMs),
  );
  const [sooner, later] = dead.map((one) => (one === undefined ? "untried" : deadTime(one)));
  return [
    `"${claim.toMs} ms instead of ${claim.fromMs} saves ${claim.savedPercent} % of the calls and ` +
      `costs no latency", with ${counted(consumers, "idle consumer")}: ` +
      `${check.savedReadsPercent.toFixed(1)} % of the reads ` +
      `(${pair((cell) => rate(cell.readsPerSecond))} a second), ` +
      `${check.savedCommandsPercent.toFixed(0)} % of all commands, ` +
      `${check.savedCpuPercentPoints.toFixed(2)} points of one core.`,
    `The saving of reads ${holds(check.savesAsClaimed)} within ${savingTolerance} points; ` +
      `the median delivery ${holds(check.addsNoLatency)} ` +
      `(${pair(({ latency }) => fine(latency.p50Ms))} ms).`,
    `In exchange, after a dead connection a message comes ${later} instead of ${sooner}.`,
  ].join(" ");
}

function holds(does: boolean): string {
  return does ? "holds" : "does not hold";
}

function deadTime({ deliveredMs, limitMs }: DeadConnection): string {
  return deliveredMs === null
    ? `never within ${durationText(limitMs)}`
    : `after ${durationText(deliveredMs)}`;
}

function rate(perSecond: number): string {
  return perSecond.toFixed(1);
}

function fine(ms: number): string {
  return ms.toFixed(2);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
