import { nowMs, sleepUntil, waitUntil, withDeadline } from "../../clock.ts";
import type { StrikeMoment } from "../../faults/fault-plan.ts";
import type { Fault } from "../../faults/fault.ts";
import type { StrikeMomentRecord, StrikeTarget } from "../../history/strike-moment.ts";
import type { CommandFamily } from "../../link/contract/command-point.ts";
import type { ArmedCommandFault, CommandStrike, Link } from "../../link/contract/link.ts";
import type { Publishers } from "../participants/publishers.ts";
import type { CommandPurposes } from "../watch/command-purposes.ts";

/** Waits for the moments that a plan gives. */
export interface StrikeMoments {
  /**
   * Returns the planned moment. It counts from the next beat of the load, so call this before work that
   * takes an uncertain time.
   */
  plan(moment: StrikeMoment): PlannedMoment;
}

export interface PlannedMoment {
  /**
   * Resolves at the moment: when `afterMs` is over, or when the target has come, which is held back.
   */
  reached(fault: StrikingFault): Promise<ReachedMoment>;
}

/** The facts of the fault that decide how its target is held. */
export type StrikingFault = Pick<Fault, "endsConnections" | "commandAct">;

interface ReachedMoment {
  readonly record: StrikeMomentRecord;
  /** Lets the target go on, under the fault that is in force now. Safe to call twice. */
  release(): Promise<void>;
}

export interface StrikeMomentsOptions {
  readonly links: ReadonlyMap<string, Pick<Link, "commands">>;
  readonly purposes: Pick<CommandPurposes, "hasSeen" | "recent">;
  readonly publishers: Pick<Publishers, "beatFrom">;
  /** The start of the run on the monotonic clock. */
  readonly startMs: number;
  readonly signal: AbortSignal;
}

/**
 * How long a fault waits for the role to send commands of this purpose, and then for the target itself.
 * A role that reconnects needs some time. If the target does not come, the fault strikes without it.
 */
const targetLimitMs = 500;
/**
 * How long the target is held before the fault strikes. A publish and the read that it answers come
 * together. After this time the commands of all roles but the target are answered, so that the
 * same target gives the same outcome. A message comes every 5 ms, so it must be shorter.
 */
const settleMs = 2.5;

export function createStrikeMoments(options: StrikeMomentsOptions): StrikeMoments {
  const { publishers, startMs, signal } = options;
  return {
    plan({ afterMs, target }) {
      const plannedMs = publishers.beatFrom(nowMs()) + afterMs;
      const record = { plannedMs: plannedMs - startMs };
      return {
        async reached(fault) {
          await sleepUntil(plannedMs, signal);
          const met = target && (await meet(target, fault, options));
          if (!met) return { record: { ...record, ...(target && { target }) }, release };
          return { record: { ...record, target, command: met.command }, release: met.release };
        },
      };
    },
  };
}

const release = async (): Promise<void> => {};

type Met = Pick<ReachedMoment, "release"> & Pick<Required<StrikeMomentRecord>, "command">;

/** Waits for the target and holds it. Returns `undefined` if it does not come in time. */
async function meet(
  target: StrikeTarget,
  { endsConnections, commandAct }: StrikingFault,
  options: StrikeMomentsOptions,
): Promise<Met | undefined> {
  const { links, signal } = options;
  const commands = links.get(target.role)?.commands;
  const name = commands && (await nameOf(target, options));
  if (!commands || !name) return undefined;
  const { role, position, nth } = target;
  const point = { role, ...name, occurrence: commands.count(name) + nth };
  // If the server's side ends, the bytes that the link holds would arrive after all.
  const act = { kind: endsConnections ? "blackhole" : "stall" } as const;
  const armed = commands.arm({ point, position, act });
  const strike = await struckInTime(armed);
  signal.throwIfAborted();
  if (!strike) {
    await armed.heal();
    return undefined;
  }
  await sleepUntil(strike.atMs + settleMs, signal);
  const { connection: connectionName, command, key, occurrence } = point;
  const named = {
    ...(connectionName !== undefined && { connectionName }),
    command,
    ...(key !== undefined && { key }),
  };
  const struck = { role, ...named, occurrence, position, ...(commandAct && { act: commandAct }) };
  return { command: struck, release: () => armed.heal() };
}

/** Returns the name of the commands that serve the purpose, if the role sends them in time. */
async function nameOf(
  { role, purpose }: StrikeTarget,
  { purposes, startMs, signal }: StrikeMomentsOptions,
): Promise<CommandFamily | undefined> {
  if (!purposes.hasSeen(role, purpose)) return undefined;
  const wait = { what: `a ${purpose} command of ${role}`, timeoutMs: targetLimitMs, signal };
  return waitUntil(() => purposes.recent(role, purpose, nowMs() - startMs), {
    ...wait,
    intervalMs: 1,
  }).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
}

async function struckInTime({ struck }: ArmedCommandFault): Promise<CommandStrike | undefined> {
  return withDeadline(struck, "the target of a fault", targetLimitMs).catch(() => undefined);
}
