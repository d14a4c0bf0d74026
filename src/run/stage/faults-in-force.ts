import { errorText } from "../../errors.ts";
import type { FaultSpec } from "../../faults/fault-kinds.ts";
import { createFault, type Fault } from "../../faults/fault.ts";
import type { Persistence, RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { CommandFault } from "../../link/contract/command-point.ts";
import type { Roles } from "../participants/roles.ts";
import type { PhaseTracker } from "../record/phase-tracker.ts";
import { createArmedFaults, type ArmedAtCommand } from "./armed-faults.ts";

/** The faults of one run: laid, recorded, and ended by the run where a course leaves them. */
export interface FaultsInForce {
  /** How many were ever laid. */
  count(): number;
  /** Resolves, once it is in force, with the way to heal it. */
  inject(spec: FaultSpec): Promise<() => Promise<void>>;
  /** Lays a fault at a command that is still to come, also of a role that opens later. */
  arm(fault: CommandFault): ArmedAtCommand;
  /**
   * Heals what is in force, and waits for what is held back at a command until that is over. The
   * first failure is thrown once everything was tried.
   */
  healAll(): Promise<void>;
  /**
   * Closes what instantaneous faults left half-open. Not before the drain: in the field nobody does
   * it for a bus, so what it does not notice must not be handed to it.
   */
  cleanUp(): Promise<void>;
  /** Ends what was armed. To be called when every bus is closed. */
  end(): Promise<void>;
}

export interface FaultsInForceOptions {
  readonly recorder: Recorder;
  readonly roles: Pick<Roles, "links" | "linksFollow" | "onLink">;
  readonly redis: RunningRedis;
  readonly persistence: Persistence;
  readonly phases: PhaseTracker;
  /** Separates what delayed the harness before a heal from what did after it. */
  readonly recordDelay: () => void;
  readonly signal: AbortSignal;
}

export function createFaultsInForce(options: FaultsInForceOptions): FaultsInForce {
  const { recorder, roles, redis, persistence, phases, recordDelay, signal } = options;
  const { links, linksFollow } = roles;
  const inForce = new Set<ActiveFault>();
  const armed = createArmedFaults({ recorder, roles });
  let count = 0;

  async function inject(spec: FaultSpec): Promise<() => Promise<void>> {
    const fault = createFault(spec, { redis, persistence, links, linksFollow, signal });
    const active = { fault, position: count++, recorder };
    phases.enter("fault", fault.name);
    inForce.add(active);
    recordDelay();
    if (fault.instantaneous) await strike(active);
    else await recordAction(active, "inject", () => fault.inject());
    return async () => {
      if (!inForce.delete(active)) return;
      recordDelay();
      await heal(active);
      phases.enter("recovery", fault.name);
    };
  }

  /** The latest first, since an earlier one may have been laid on a path that it needs. */
  async function healEach(wanted: (fault: Fault) => boolean): Promise<void> {
    const failures: unknown[] = [];
    for (const active of [...inForce].toReversed().filter(({ fault }) => wanted(fault))) {
      inForce.delete(active);
      await heal(active).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  return {
    count: () => count,
    inject,
    arm: (fault) => armed.arm(fault, count++),
    async healAll() {
      await healEach(({ instantaneous }) => !instantaneous);
      await armed.settled();
    },
    cleanUp: () => healEach(({ instantaneous }) => instantaneous),
    end: () => armed.end(),
  };
}

interface ActiveFault {
  readonly fault: Fault;
  readonly position: number;
  readonly recorder: Recorder;
}

type Action = "inject" | "heal";
type Act = () => Promise<readonly Evidence[]>;

/**
 * Nothing stands in the way of a bus from the moment such a fault strikes, so its recovery counts
 * from the call, and not from when the evidence was there.
 */
async function strike(active: ActiveFault): Promise<void> {
  recordCall(active, "inject");
  recordCall(active, "heal");
  await recordEnd(active, "inject", () => active.fault.inject());
  await recordEnd(active, "heal", async () => []);
}

async function recordAction(active: ActiveFault, action: Action, act: Act): Promise<void> {
  recordCall(active, action);
  await recordEnd(active, action, act);
}

function recordCall({ fault, position, recorder }: ActiveFault, action: Action): void {
  const { name, roles, onLinks, losesAll, losesLastMs } = fault;
  const common = { kind: "fault", process: "nemesis", action, fault: position } as const;
  const marks = { network: onLinks, losesAll, losesLastMs };
  recorder.record({ ...common, type: "invoke", name, roles, ...marks });
}

/** Records what the call showed, or that it went wrong. */
async function recordEnd(
  { position, recorder }: ActiveFault,
  action: Action,
  act: Act,
): Promise<void> {
  const common = { kind: "fault", process: "nemesis", action, fault: position } as const;
  try {
    recorder.record({ ...common, type: "ok", evidence: await act() });
  } catch (error) {
    recorder.record({ ...common, type: "info", evidence: [], error: errorText(error) });
    throw error;
  }
}

async function heal(active: ActiveFault): Promise<void> {
  const { fault } = active;
  // Its recovery was recorded when it struck; what is left is to clean up behind it.
  if (fault.instantaneous) {
    await fault.heal();
    return;
  }
  // The proof takes its time, in which nobody could recover: the heal is dated after it.
  const [lasting] = await Promise.allSettled([fault.verifyInForce()]);
  await recordAction(active, "heal", async () => {
    const healed = await fault.heal();
    if (lasting.status === "rejected") throw lasting.reason;
    return [...lasting.value, ...healed];
  });
}
