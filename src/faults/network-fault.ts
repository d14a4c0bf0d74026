import { waitUntil } from "../clock.ts";
import { HarnessError } from "../errors.ts";
import type { Link, NetworkFault } from "../fixtures/link/link.ts";
import { openWitness, probeConnect, type Witness } from "../fixtures/link/witness.ts";
import type { Evidence } from "../history/operation.ts";
import type { Fault, FaultContext } from "./fault.ts";

type LinkFault = Pick<Fault, "instantaneous" | "inject" | "heal">;

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
  const watched = new Map<Link, Witness>();
  const links = (): readonly Link[] => roles.map((role) => linkOf(role, context));
  return {
    instantaneous: isInstantaneous(fault),
    async inject() {
      for (const link of links()) watched.set(link, await openWitness(link.endpoint, context));
      await Promise.all(links().map((link) => link.inject(fault)));
      const seen = [...watched].map(([link, witness]) => effect({ fault, link, witness, context }));
      return (await Promise.all(seen)).flat();
    },
    async heal() {
      await Promise.all(links().map((link) => link.heal()));
      const evidence = await Promise.all(links().map((link) => passes(link, context)));
      for (const witness of watched.values()) witness.close();
      return evidence;
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
  readonly witness: Witness;
  readonly context: FaultContext;
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

async function wasSlower({ link, witness }: Effect, delayMs: number): Promise<Evidence> {
  const answer = await witness.ping({ timeoutMs: delayMs * 4 + probeTimeoutMs });
  const roundTripMs = answer.kind === "answer" ? answer.roundTripMs : undefined;
  return {
    what: `a round trip on ${link.role} took at least half of ${delayMs} ms`,
    seen: roundTripMs !== undefined && roundTripMs >= delayMs / 2,
    detail: roundTripMs === undefined ? answer.kind : `${Math.round(roundTripMs)} ms`,
  };
}

async function wentSilent(
  looked: Effect,
  fault: Extract<NetworkFault, { kind: "blackhole" | "stall" }>,
): Promise<readonly Evidence[]> {
  const { link, witness, context } = looked;
  const direct = await probeConnect(context.redis.endpoint(), {
    ...context,
    timeoutMs: closeTimeoutMs,
  });
  const alive = { what: "Redis itself answers", seen: direct.kind === "answer" };
  if (fault.connections) return [alive, await newOnesPass(looked), await withholds(looked)];
  const answer = await witness.ping({ timeoutMs: probeTimeoutMs });
  const silent = {
    what: `the witness on ${link.role} got no answer and no close`,
    seen: answer.kind === "no-answer" && witness.state().open,
    detail: answer.kind,
  };
  return fault.scope === "existing" ? [alive, silent, await newOnesPass(looked)] : [alive, silent];
}

/** The witness is spared when the bus's own connections are picked, so the link itself has to say. */
async function withholds({ link, context }: Effect): Promise<Evidence> {
  const count = await waitUntil(async () => (await link.traffic())?.withheldBytes || undefined, {
    what: `${link.role} to send or get something`,
    timeoutMs: trafficTimeoutMs,
    signal: context.signal,
  }).catch(() => 0);
  return { what: `bytes of ${link.role} were withheld`, seen: count > 0, detail: `${count} bytes` };
}

async function passes(link: Link, context: FaultContext): Promise<Evidence> {
  const answer = await probeConnect(link.endpoint, { ...context, timeoutMs: passTimeoutMs });
  const detail = answer.kind === "answer" ? `${Math.round(answer.roundTripMs)} ms` : answer.kind;
  return { what: `${link.role} passes again`, seen: answer.kind === "answer", detail };
}
