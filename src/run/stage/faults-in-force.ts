import type { StreamsOfRun } from "../../faults/contract/fault-definition.ts";
import type { RoleProcesses } from "../../faults/contract/role-processes.ts";
import type { FaultSpec } from "../../faults/fault-kinds.ts";
import { createFault, type Fault } from "../../faults/fault.ts";
import type { Persistence, RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { CommandFault } from "../../link/contract/command-point.ts";
import type { Roles } from "../participants/roles.ts";
import {
  createFaultRecorder,
  type FaultAction,
  type FaultRecorder,
} from "../record/fault-recorder.ts";
import type { PhaseTracker } from "../record/phase-tracker.ts";
import { createArmedFaults, type ArmedAtCommand } from "./armed-faults.ts";
import type { PlannedMoment } from "./strike-moments.ts";

/** The faults of one run: injected, recorded, and healed at the latest when the steps are over. */
export interface FaultsInForce {
  /** How many faults were injected or armed until now. */
  count(): number;
  /**
   * Injects a fault and resolves, once it is in force, with the function that heals it.
   */
  inject(spec: FaultSpec, options?: InjectOptions): Promise<() => Promise<void>>;
  /** Arms a fault at a command that is still to come. Its role may open later. */
  arm(fault: CommandFault): ArmedAtCommand;
  /**
   * Heals every fault that is in force, and waits until no command is held back any more. It tries to
   * heal all of them and then throws the first failure.
   */
  healAll(): Promise<void>;
  /**
   * Closes the connections that instantaneous faults left half-open. Call it after the drain: in
   * production a half-open connection stays as it is, so until then the bus must notice it by itself.
   */
  cleanUp(): Promise<void>;
  /** Takes away the armed faults. Call it when every bus is closed. */
  end(): Promise<void>;
}

interface InjectOptions {
  /** When it strikes; at once by default. */
  readonly planned?: PlannedMoment | undefined;
  /** How long it is to last, for progress displays. */
  readonly holdMs?: number | undefined;
}

export interface FaultsInForceOptions {
  readonly recorder: Recorder;
  readonly phases: PhaseTracker;
  readonly roles: Pick<Roles, "links" | "linksFollow" | "onLink">;
  readonly redis: RunningRedis;
  readonly processes: RoleProcesses;
  readonly persistence: Persistence;
  readonly streams?: StreamsOfRun | undefined;
  /** Records how late the harness was until now. Keeps delays before a heal apart from those after. */
  readonly recordDelay: () => void;
  readonly signal: AbortSignal;
}

export function createFaultsInForce(options: FaultsInForceOptions): FaultsInForce {
  const { recorder, roles, redis, processes, persistence, streams } = options;
  const { phases, recordDelay, signal } = options;
  const { links, linksFollow } = roles;
  const inForce = new Set<ActiveFault>();
  const armed = createArmedFaults({ recorder, roles, processes, redis });
  let count = 0;

  async function inject(
    spec: FaultSpec,
    { planned, holdMs }: InjectOptions,
  ): Promise<() => Promise<void>> {
    const context = { redis, processes, persistence, streams, links, linksFollow, signal };
    const fault = createFault(spec, context);
    // If it fails, the inject fails in the same way, and that is recorded.
    await Promise.allSettled([fault.makeReady()]);
    recordDelay();
    const reached = await planned?.reached(fault);
    const facts = { ...factsOf(fault), ...(reached && { moment: reached.record }) };
    const active = { fault, record: createFaultRecorder(recorder, count++, facts) };
    phases.enter("fault", fault.name, holdMs);
    inForce.add(active);
    const release = async (): Promise<void> => await reached?.release();
    if (fault.instantaneous) await strike(active, release);
    else await performAction(active.record, "inject", () => fault.inject(release));
    await release();
    return async () => {
      if (!inForce.delete(active)) return;
      recordDelay();
      await heal(active);
      phases.enter("recovery", fault.name);
    };
  }

  /** Heals the latest fault first, because an earlier one may lie on a path that it needs. */
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
    inject: (spec, injected = {}) => inject(spec, injected),
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
  readonly record: FaultRecorder;
}

function factsOf({ name, roles, onLinks, losesAll, losesLastMs }: Fault) {
  return { name, roles, network: onLinks, losesAll, losesLastMs };
}

/**
 * Injects an instantaneous fault. A bus can reconnect from the moment it strikes, so its recovery
 * counts from there: the heal is recorded before the evidence has been looked for.
 */
async function strike({ fault, record }: ActiveFault, release: () => Promise<void>): Promise<void> {
  record.recordBegin("inject");
  record.recordBegin("heal");
  await recordOutcome(record, "inject", () => fault.inject(release));
  record.recordEnd("heal", []);
}

async function heal({ fault, record }: ActiveFault): Promise<void> {
  // The heal of an instantaneous fault was recorded when it struck; only the clean-up is left.
  if (fault.instantaneous) {
    await fault.heal();
    return;
  }
  // The proof takes time in which no bus can recover, so the heal is recorded after it.
  const [lasting] = await Promise.allSettled([fault.verifyInForce()]);
  await performAction(record, "heal", async () => {
    const healed = await fault.heal();
    if (lasting.status === "rejected") throw lasting.reason;
    return [...lasting.value, ...healed];
  });
}

type Act = () => Promise<readonly Evidence[]>;

async function performAction(record: FaultRecorder, action: FaultAction, act: Act): Promise<void> {
  record.recordBegin(action);
  await recordOutcome(record, action, act);
}

/** Records the evidence that the act returns, or its failure, which it throws again. */
async function recordOutcome(record: FaultRecorder, action: FaultAction, act: Act): Promise<void> {
  let evidence: readonly Evidence[];
  try {
    evidence = await act();
  } catch (error) {
    record.recordFailure(action, error);
    throw error;
  }
  record.recordEnd(action, evidence);
}
