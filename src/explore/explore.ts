import { nowMs } from "../clock.ts";
import { UsageError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { findCommand } from "../run/record/steady-names.ts";
import { createDirectRedis, type DirectRedis } from "../run/redis/direct-redis.ts";
import { openRunEnvironment } from "../run/run-environment.ts";
import type { CommandTrace } from "./command-trace.ts";
import { readCommandTraits } from "./command-traits.ts";
import type {
  Exploration,
  ExplorationEvent,
  ExplorationPoint,
  ExplorationRequest,
} from "./exploration.ts";
import { explorePairs } from "./explore-pairs.ts";
import { explorePoints, type PointsOptions } from "./explore-points.ts";
import { connectionActs, faultsAt } from "./faults-at-command.ts";
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
  const context = { request, provider, links, signal };
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
  const unknown = context.request.named.find(
    ([first]) => first && findCommand(wire, first.point) === undefined,
  );
  if (unknown && points.length > 0) throw noSuchPoint(`--point ${formatToken(unknown)}`, points);
}

async function exploreAll(
  context: ExplorationContext,
  { ask }: DirectRedis,
  onEvent: OnExplorationEvent,
): Promise<Exploration> {
  const { request } = context;
  const { depth } = request;
  const { faultFree, trace, wire } = await traceFaultFreeRuns(context);
  const { unsteady, names } = trace;
  const found = { ...nothingLeftOut, faultFree, depth, unsteady };
  // If a run without a fault does not pass, a finding of a run with a fault need not come from the fault.
  if (faultFree.judgement.verdict !== "pass") return { ...found, points: [], durationMs: 0 };
  onEvent({ kind: "traced", commands: trace.points.length });
  const planned = await planPoints(trace, request, ask);
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

async function planPoints(
  { points }: CommandTrace,
  { only }: ExplorationRequest,
  ask: DirectRedis["ask"],
): Promise<readonly ExplorationPoint[]> {
  const names = new Set(points.map(({ point }) => point.command));
  const traits = await readCommandTraits(ask, [...names]);
  const all = points.flatMap((traced) =>
    faultsAt(traced, connectionActs, traits.get(traced.point.command)).map((fault) => [fault]),
  );
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
