import { nowMs } from "../clock.ts";
import { UsageError } from "../errors.ts";
import type { MessageKey } from "../history/operations/operation-base.ts";
import { createRandom } from "../random.ts";
import { findCommand } from "../run/record/steady-names.ts";
import { createDirectRedis, type DirectRedis } from "../run/redis/direct-redis.ts";
import { openRunEnvironment } from "../run/run-environment.ts";
import type { CommandTrace } from "./command-trace.ts";
import { readCommandTraits } from "./command-traits.ts";
import { commandFaultsOf } from "./exploration-fault.ts";
import type {
  Exploration,
  ExplorationEvent,
  ExplorationPoint,
  ExplorationRequest,
} from "./exploration.ts";
import { explorePairs } from "./explore-pairs.ts";
import { explorePoints, type PointsOptions } from "./explore-points.ts";
import { connectionActs, faultsAt, killsAt } from "./faults-at-command.ts";
import { judgeLatePoints } from "./late-points.ts";
import { noSuchPoint } from "./no-such-point.ts";
import type { ExplorationContext } from "./run-point.ts";
import { matchPoints } from "./select-points.ts";
import { shareRedis } from "./shared-redis.ts";
import { formatToken } from "./token.ts";
import { listCommands, traceFaultFreeRuns } from "./trace-fault-free-runs.ts";

export type OnExplorationEvent = (event: ExplorationEvent) => void;

/**
 * Runs a small workload once for each command and each fault that is possible at it, and judges every run
 * like a run of a scenario. All runs share one Redis; each has a namespace of its own.
 *
 * @throws UsageError or EnvironmentError before the first point. A later error is part of the result.
 */
export async function explore(
  request: ExplorationRequest,
  onEvent: OnExplorationEvent,
  signal: AbortSignal,
): Promise<Exploration> {
  await using environment = await openRunEnvironment(request.run, signal);
  const { links } = environment;
  if (!links.capabilities.has("commands")) {
    throw new UsageError(`the ${links.kind} link cannot lay faults at single commands`, {
      hint: "Leave out --link, or name the embedded link.",
    });
  }
  await using redis = await environment.provider.start({ persistence: "off", signal });
  const provider = await shareRedis(environment.provider, redis);
  const context = { request, provider, ownProvider: environment.provider, links, signal };
  if (request.named.length > 0) return await exploreNamed(context, onEvent);
  const directRedis = createDirectRedis(redis, signal);
  try {
    return await exploreAll(context, directRedis, onEvent);
  } finally {
    directRedis.close();
  }
}

const nothingLeftOut = { unsteady: [], irreproduciblePairs: 0, pruned: 0 };

/** Runs the points that the user named by their tokens, and keeps the record of each. */
async function exploreNamed(
  context: ExplorationContext,
  onEvent: OnExplorationEvent,
): Promise<Exploration> {
  const { named } = context.request;
  const depth = named.some((faults) => faults.length > 1) ? 2 : 1;
  onEvent({ kind: "planned", depth, points: named.length });
  const startMs = nowMs();
  const results = await explorePoints(named, { ...pointsOptions(context, onEvent), keep: true });
  if (results.points.every(({ outcome }) => outcome === "unreached")) await refuseUnknown(context);
  const found = { ...nothingLeftOut, faultFree: undefined, depth } as const;
  const points = judgeLatePoints(results.points, context);
  return { ...found, ...results, points, durationMs: nowMs() - startMs };
}

/**
 * Looks for a mistake in the tokens after no point was reached. A command that a fault-free run has may
 * belong to a timer, so it counts as correct.
 *
 * @throws UsageError if a token names a command that a fault-free run does not have.
 */
async function refuseUnknown(context: ExplorationContext): Promise<void> {
  const { wire, points } = await listCommands(context);
  const unknown = context.request.named.find(([first]) => {
    const [atCommand] = commandFaultsOf(first ? [first] : []);
    return atCommand && findCommand(wire, atCommand.point) === undefined;
  });
  if (unknown && points.length > 0) throw noSuchPoint(`--point ${formatToken(unknown)}`, points);
}

async function exploreAll(
  context: ExplorationContext,
  { ask }: DirectRedis,
  onEvent: OnExplorationEvent,
): Promise<Exploration> {
  const { request } = context;
  const { depth } = request;
  const { faultFree, trace, wire, messages } = await traceFaultFreeRuns(context);
  const { unsteady, names } = trace;
  const found = { ...nothingLeftOut, faultFree, depth, unsteady };
  // If a run without a fault does not pass, a finding of a run with a fault need not come from the fault.
  if (faultFree.judgement.verdict !== "pass") return { ...found, points: [], durationMs: 0 };
  onEvent({ kind: "traced", commands: trace.points.length });
  const planned = await planPoints(context, { trace, messages }, ask);
  onEvent({ kind: "planned", depth: 1, points: planned.length });
  const startMs = nowMs();
  const options = pointsOptions(context, onEvent);
  const results =
    depth === 1
      ? await explorePoints(planned, options)
      : await explorePairs(planned, {
          ...options,
          faultFree: wire,
          names,
          onPlanned: (points) => onEvent({ kind: "planned", depth: 2, points }),
        });
  const points = judgeLatePoints(results.points, context);
  return { ...found, ...results, points, durationMs: nowMs() - startMs };
}

interface Planned {
  readonly trace: CommandTrace;
  /** The messages of the workload. */
  readonly messages: readonly MessageKey[];
}

async function planPoints(
  { request: { only, depth }, ownProvider }: ExplorationContext,
  { trace: { points }, messages }: Planned,
  ask: DirectRedis["ask"],
): Promise<readonly ExplorationPoint[]> {
  const names = new Set(points.map(({ point }) => point.command));
  const traits = await readCommandTraits(ask, [...names]);
  const canKillRedis = ownProvider.controlsProcess;
  const atCommands = points.flatMap((traced) => {
    const own = traits.get(traced.point.command);
    // A second fault strikes while the bus recovers from the first, which a new process does not do.
    const kills = depth === 1 ? killsAt(traced, own, canKillRedis) : [];
    return [...faultsAt(traced, connectionActs, own), ...kills].map((fault) => [fault]);
  });
  const inHandlers = depth === 1 ? messages.map((message) => [{ message }]) : [];
  const all: readonly ExplorationPoint[] = [...atCommands, ...inHandlers];
  const wanted = only === undefined ? all : matchPoints(all, only);
  if (wanted.length > 0) return wanted;
  const commands = points.map(({ point }) => point);
  throw noSuchPoint(only === undefined ? "anything" : `--only ${only}`, commands);
}

function pointsOptions(context: ExplorationContext, onEvent: OnExplorationEvent): PointsOptions {
  const { budgetMs = Infinity, run } = context.request;
  return {
    context,
    random: createRandom(run.seed).fork("exploration"),
    deadlineMs: nowMs() + budgetMs,
    keep: false,
    onExplored: (point) => onEvent({ kind: "explored", point }),
  };
}
