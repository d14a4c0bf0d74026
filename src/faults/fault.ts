import type { Persistence, RunningRedis } from "../fixtures/redis/redis.ts";
import type { Evidence } from "../history/operations/fault-operations.ts";
import type { Link } from "../link/contract/link.ts";
import { faultName, type FaultSpec } from "./fault-plan.ts";
import { createNetworkFault } from "./network-fault.ts";
import { createKillFault, createPauseFault } from "./process-fault.ts";

/** One reversible disturbance, with proof from outside the bus that it took effect. */
export interface Fault {
  readonly name: string;
  /** The roles whose path to Redis it touches. */
  readonly roles: readonly string[];
  /** It lies on the links of these roles, and not in Redis itself. */
  readonly network: boolean;
  /**
   * An instantaneous fault leaves nothing to wait for: whoever reconnects is well again, so recovery
   * counts from the moment it struck. `heal` still has to clean up behind it.
   */
  readonly instantaneous: boolean;
  /** Redis comes back without what it had acknowledged. */
  readonly losesAll: boolean;
  /** Redis may lose what it acknowledged in so many milliseconds before. */
  readonly losesLastMs: number;
  /** Resolves once it is in force, with what was seen of it. */
  inject(): Promise<readonly Evidence[]>;
  /** Just before the heal: what shows that it has lasted. One that ended on its own disturbed less. */
  verifyInForce(): Promise<readonly Evidence[]>;
  /** Resolves once the path is verified to work again, with what was seen meanwhile. */
  heal(): Promise<readonly Evidence[]>;
}

export interface FaultContext {
  readonly redis: RunningRedis;
  readonly persistence: Persistence;
  /** The links of all roles that are open now. */
  readonly links: ReadonlyMap<string, Link>;
  /** Resolves once all of them lead to where Redis listens now. */
  linksFollow(): Promise<void>;
  readonly signal: AbortSignal;
}

export function createFault(spec: FaultSpec, context: FaultContext): Fault {
  const common = {
    name: faultName(spec),
    roles: affectedRoles(spec, context),
    network: spec.kind === "network",
    ...memoryLoss(spec, context),
  };
  switch (spec.kind) {
    case "kill-redis":
      return { ...common, ...createKillFault(spec.signal, context) };
    case "pause-redis":
      return { ...common, ...createPauseFault(context) };
    case "network":
      return { ...common, ...createNetworkFault(spec.fault, common.roles, context) };
  }
}

function affectedRoles(spec: FaultSpec, { links }: FaultContext): readonly string[] {
  if (spec.kind === "network" && spec.role !== "*") return [spec.role];
  return [...links.keys()];
}

/** Redis holds back a write for up to 2 s while a sync runs, and a second more may not be synced. */
const everysecLossMs = 3000;

function memoryLoss(
  spec: FaultSpec,
  { persistence }: FaultContext,
): Pick<Fault, "losesAll" | "losesLastMs"> {
  const killed = spec.kind === "kill-redis";
  const cutShort = killed && spec.signal === "SIGKILL" && persistence === "everysec";
  const losesAll = cutShort || (killed && persistence === "off");
  return { losesAll, losesLastMs: cutShort ? everysecLossMs : 0 };
}
