import type { Evidence } from "../../history/operations/fault-operations.ts";
import { shownDelayShare } from "../../history/struck-command.ts";
import type { Link } from "../../link/contract/link.ts";
import { probeConnect } from "../../link/contract/probe-connection.ts";
import { waitPatiently } from "../../patience.ts";
import type { FaultContext } from "../contract/fault-definition.ts";
import { closedByFault, withheldBytes, type WatchedPath } from "./watched-path.ts";

/** A healthy path answers a PING well within this time. A path that takes longer counts as silent. */
const probeTimeoutMs = 250;
const closeTimeoutMs = 1000;
/** Long, because a busy machine may answer late. A path that answers at all within it passes. */
const passTimeoutMs = 3000;
/** A bus that watches its connections sends something on each of them within this time. */
const trafficTimeoutMs = 2000;

/** Sees whether the link closed the probe connection, in the way the fault names if it can choose. */
export async function wasClosed(
  { link, probe, context }: WatchedPath,
  how: "fin" | "rst" | undefined,
): Promise<Evidence> {
  const closed = await waitPatiently(() => !probe.state().open, {
    what: `the probe connection of ${link.role} to be closed`,
    timeoutMs: closeTimeoutMs,
    signal: context.signal,
  }).catch(() => false);
  const { closedBy } = probe.state();
  const expected = link.capabilities.has("cut-rst") ? how : undefined;
  return {
    what: `the probe connection of ${link.role} was closed`,
    seen: closed && (expected === undefined || closedBy === expected),
    detail: closedBy ?? "still open",
  };
}

/** Asks the link how many connections it closed, if the fault picks some: it spares the probe connection. */
export async function closedPicked(
  { link, probe, closedBefore }: WatchedPath,
  { length }: readonly number[],
): Promise<Evidence> {
  const closed = (await closedByFault(link)) - closedBefore;
  return {
    what: `${length} of the connections of ${link.role} ended, and the probe connection did not`,
    seen: closed === length && probe.state().open,
    detail: `${closed} ended`,
  };
}

export async function newConnectionsPass({ link, context }: WatchedPath): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: passTimeoutMs });
  const seen = answer.kind === "answer";
  return { what: `new connections of ${link.role} pass`, seen, detail: answer.kind };
}

export async function newConnectionsAreRefused({ link, context }: WatchedPath): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: closeTimeoutMs });
  const seen = answer.kind === "refused" || answer.kind === "closed";
  return { what: `new connections of ${link.role} are refused`, seen, detail: answer.kind };
}

/**
 * Compares the fastest round trips before the fault and now, because a busy machine is slow without a fault.
 */
export async function wasSlower(
  { link, probe, calmRoundTripMs }: WatchedPath,
  delayMs: number,
): Promise<Evidence> {
  const timeoutMs = delayMs * 4 + probeTimeoutMs;
  const answers = await Promise.all([probe.ping({ timeoutMs }), probe.ping({ timeoutMs })]);
  const [answer] = answers;
  const roundTrips = answers.flatMap((each) => (each.kind === "answer" ? each.roundTripMs : []));
  const roundTripMs = roundTrips.length > 0 ? Math.min(...roundTrips) : undefined;
  return {
    what: `a round trip on ${link.role} took ${delayMs} ms longer`,
    seen: roundTripMs !== undefined && roundTripMs - calmRoundTripMs >= delayMs * shownDelayShare,
    detail:
      roundTripMs === undefined
        ? (answer?.kind ?? "no-answer")
        : `${Math.round(calmRoundTripMs)} ms before, ${Math.round(roundTripMs)} ms now`,
  };
}

/** Sees whether a PING on the probe connection brings neither an answer nor a close. */
export async function staysSilent({ link, probe }: WatchedPath): Promise<Evidence> {
  const answer = await probe.ping({ timeoutMs: probeTimeoutMs });
  return {
    what: `the probe connection of ${link.role} got no answer and no close`,
    seen: answer.kind === "no-answer" && probe.state().open,
    detail: answer.kind,
  };
}

/** Rules out that the silence of a path comes from Redis. */
export async function redisAnswers({ context }: WatchedPath): Promise<Evidence> {
  const endpoint = context.redis.endpoint();
  const { kind } = await probeConnect(endpoint, { ...context, timeoutMs: closeTimeoutMs });
  return { what: "Redis itself answers", seen: kind === "answer" };
}

/**
 * Asks the link how many bytes it withheld, if the fault picks connections of the bus: it spares the
 * probe connection, so only the link can tell.
 */
export async function withholds({ link, withheldBefore, context }: WatchedPath): Promise<Evidence> {
  const withheld = async () => (await withheldBytes(link)) - withheldBefore || undefined;
  const count = await waitPatiently(withheld, {
    what: `${link.role} to send or get something`,
    timeoutMs: trafficTimeoutMs,
    signal: context.signal,
  }).catch(() => 0);
  context.signal.throwIfAborted();
  return { what: `bytes of ${link.role} were withheld`, seen: count > 0, detail: `${count} bytes` };
}

/** Sees, after the heal, whether a new connection gets an answer. */
export async function passesAgain(link: Link, context: FaultContext): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: passTimeoutMs });
  const detail = answer.kind === "answer" ? `${Math.round(answer.roundTripMs)} ms` : answer.kind;
  return { what: `${link.role} passes again`, seen: answer.kind === "answer", detail };
}
