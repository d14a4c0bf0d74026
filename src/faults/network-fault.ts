import { waitUntil } from "../clock.ts";
import { HarnessError } from "../errors.ts";
import type { Evidence } from "../history/operations/fault-operations.ts";
import { shownDelayShare } from "../history/struck-command.ts";
import type { Link, NetworkFault } from "../link/contract/link.ts";
import {
  openProbeConnection,
  probeConnect,
  type ProbeConnection,
} from "../link/contract/probe-connection.ts";
import type { Fault, FaultContext } from "./fault.ts";

type LinkFault = Pick<Fault, "instantaneous" | "inject" | "verifyInForce" | "heal">;

/** A healthy path answers a PING well within this; a fault must show within it. */
const probeTimeoutMs = 250;
const closeTimeoutMs = 1000;
/** A busy machine may need a while; what passes at all, passes. */
const passTimeoutMs = 3000;
/** A bus that watches its connections says something on each of them within this. */
const trafficTimeoutMs = 2000;

/**
 * Lays a network fault on the links of the given roles. What shows that it took effect are the
 * harness's own witness connections, one for each link, and not what the link says of itself.
 */
export function createNetworkFault(
  fault: NetworkFault,
  roles: readonly string[],
  context: FaultContext,
): LinkFault {
  const watched: Effect[] = [];
  const links = (): readonly Link[] => roles.map((role) => linkOf(role, context));
  return {
    instantaneous: isInstantaneous(fault),
    async inject() {
      for (const link of links()) watched.push(await watch(link, fault, context));
      await Promise.all(links().map((link) => link.inject(fault)));
      return (await Promise.all(watched.map(effect))).flat();
    },
    async verifyInForce() {
      // A run that is broken off is healed all the same, but nobody looks any more.
      if (context.signal.aborted) return [];
      return (await Promise.all(watched.map(stillInForce))).flat();
    },
    async heal() {
      try {
        await Promise.all(links().map((link) => link.heal()));
        return await Promise.all(links().map((link) => passes(link, context)));
      } finally {
        for (const { witness } of watched) witness.close();
      }
    },
  };
}

/** Whoever opens a new connection is well again at once. */
function isInstantaneous(fault: NetworkFault): boolean {
  if (fault.kind === "cut") return true;
  return (fault.kind === "blackhole" || fault.kind === "stall") && fault.scope === "existing";
}

function linkOf(role: string, { links }: FaultContext): Link {
  const link = links.get(role);
  if (!link) throw new HarnessError(`the fault plan names the role ${role}, which has no link`);
  return link;
}

interface Effect {
  readonly fault: NetworkFault;
  readonly link: Link;
  readonly witness: ProbeConnection;
  /** What earlier faults on this link had withheld already. */
  readonly withheldBefore: number;
  readonly calmRoundTripMs: number;
  readonly context: FaultContext;
}

async function watch(link: Link, fault: NetworkFault, context: FaultContext): Promise<Effect> {
  const withheldBefore = await withheldBytes(link);
  const witness = await openProbeConnection(link.endpoint, context);
  const calmRoundTripMs = witness.state().roundTripMs ?? 0;
  return { fault, link, witness, withheldBefore, calmRoundTripMs, context };
}

async function withheldBytes(link: Link): Promise<number> {
  return (await link.traffic())?.withheldBytes ?? 0;
}

async function effect(looked: Effect): Promise<readonly Evidence[]> {
  switch (looked.fault.kind) {
    case "cut":
      return [await wasClosed(looked), await newOnesPass(looked)];
    case "refuse":
      return [await wasClosed(looked), await newOnesAreRefused(looked)];
    case "latency":
      return [await wasSlower(looked, looked.fault.delayMs)];
    case "blackhole":
    case "stall":
      return wentSilent(looked, looked.fault);
  }
}

/** A fault that struck once has no end. */
async function stillInForce(looked: Effect): Promise<readonly Evidence[]> {
  const { fault } = looked;
  if (isInstantaneous(fault)) return [];
  const evidence = await lastingEffect(looked);
  return [{ ...evidence, what: `until the heal, ${evidence.what}` }];
}

async function lastingEffect(looked: Effect): Promise<Evidence> {
  const { fault } = looked;
  if (fault.kind === "refuse") return newOnesAreRefused(looked);
  return fault.kind === "latency" ? wasSlower(looked, fault.delayMs) : staysSilent(looked);
}

async function wasClosed({ link, witness, context, fault }: Effect): Promise<Evidence> {
  const closed = await waitUntil(() => !witness.state().open, {
    what: `the witness on ${link.role} to be closed`,
    timeoutMs: closeTimeoutMs,
    signal: context.signal,
  }).catch(() => false);
  const how = witness.state().closedBy;
  const expected = "how" in fault && link.capabilities.has("cut-rst") ? fault.how : undefined;
  const seen = closed && (expected === undefined || how === expected);
  return { what: `the witness on ${link.role} was closed`, seen, detail: how ?? "still open" };
}

async function newOnesPass({ link, context }: Effect): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: passTimeoutMs });
  const seen = answer.kind === "answer";
  return { what: `new connections of ${link.role} pass`, seen, detail: answer.kind };
}

async function newOnesAreRefused({ link, context }: Effect): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: closeTimeoutMs });
  const seen = answer.kind === "refused" || answer.kind === "closed";
  return { what: `new connections of ${link.role} are refused`, seen, detail: answer.kind };
}

/** A busy machine is slow too, so a path counts that was fast before and now is late in full. */
async function wasSlower(
  { link, witness, calmRoundTripMs }: Effect,
  delayMs: number,
): Promise<Evidence> {
  const answer = await witness.ping({ timeoutMs: delayMs * 4 + probeTimeoutMs });
  const roundTripMs = answer.kind === "answer" ? answer.roundTripMs : undefined;
  return {
    what: `a round trip on ${link.role} took ${delayMs} ms longer`,
    seen: roundTripMs !== undefined && roundTripMs - calmRoundTripMs >= delayMs * shownDelayShare,
    detail: roundTripMs === undefined ? answer.kind : wentFromTo(calmRoundTripMs, roundTripMs),
  };
}

function wentFromTo(beforeMs: number, afterMs: number): string {
  return `${Math.round(beforeMs)} ms before, ${Math.round(afterMs)} ms now`;
}

async function wentSilent(
  looked: Effect,
  fault: Extract<NetworkFault, { kind: "blackhole" | "stall" }>,
): Promise<readonly Evidence[]> {
  const { context } = looked;
  const direct = await probeConnect(context.redis.endpoint(), {
    ...context,
    timeoutMs: closeTimeoutMs,
  });
  const alive = { what: "Redis itself answers", seen: direct.kind === "answer" };
  if (fault.connections) return [alive, await newOnesPass(looked), await withholds(looked)];
  const silent = await staysSilent(looked);
  return fault.scope === "existing" ? [alive, silent, await newOnesPass(looked)] : [alive, silent];
}

async function staysSilent({ link, witness }: Effect): Promise<Evidence> {
  const answer = await witness.ping({ timeoutMs: probeTimeoutMs });
  return {
    what: `the witness on ${link.role} got no answer and no close`,
    seen: answer.kind === "no-answer" && witness.state().open,
    detail: answer.kind,
  };
}

/** The witness is spared when the bus's own connections are picked, so the link itself has to say. */
async function withholds({ link, withheldBefore, context }: Effect): Promise<Evidence> {
  const withheld = async () => (await withheldBytes(link)) - withheldBefore || undefined;
  const count = await waitUntil(withheld, {
    what: `${link.role} to send or get something`,
    timeoutMs: trafficTimeoutMs,
    signal: context.signal,
  }).catch(() => 0);
  context.signal.throwIfAborted();
  return { what: `bytes of ${link.role} were withheld`, seen: count > 0, detail: `${count} bytes` };
}

async function passes(link: Link, context: FaultContext): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: passTimeoutMs });
  const detail = answer.kind === "answer" ? `${Math.round(answer.roundTripMs)} ms` : answer.kind;
  return { what: `${link.role} passes again`, seen: answer.kind === "answer", detail };
}
