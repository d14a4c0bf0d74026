import { sleep, withDeadline } from "../../clock.ts";
import { isInstantaneousAct } from "../../faults/command/command-acts.ts";
import { commandFaultName } from "../../faults/command/command-fault.ts";
import type { RoleProcesses } from "../../faults/contract/role-processes.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { StruckCommand } from "../../history/struck-command.ts";
import {
  pointText,
  type CommandFault,
  type CommandPoint,
} from "../../link/contract/command-point.ts";
import type { ArmedCommandFault, CommandStrike, Link } from "../../link/contract/link.ts";
import type { Roles } from "../participants/roles.ts";
import { createFaultRecorder, type FaultRecorder } from "../record/fault-recorder.ts";

/** The faults that wait for their command. Each is recorded as injected when it strikes. */
export interface ArmedFaults {
  /**
   * Arms a fault on the link of its role, or as soon as that link opens.
   *
   * @param position the number of the fault in its run, from 0.
   */
  arm(fault: CommandFault, position: number): ArmedAtCommand;
  /** Resolves when no fault that struck until now holds anything back any more. */
  settled(): Promise<void>;
  /**
   * Takes away the faults that are left, and records each that never struck as a fault without
   * evidence. Call it when every bus is closed.
   */
  end(): Promise<void>;
}

/** A fault that waits for its command. */
export interface ArmedAtCommand {
  /** Resolves when the fault has struck. Never rejects. */
  readonly struck: Promise<void>;
  hasStruck(): boolean;
  /** Ends a stall early, or takes away a fault that has not struck. */
  release(): Promise<void>;
}

export interface ArmedFaultsOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly roles: Pick<Roles, "onLink" | "links" | "linksFollow">;
  readonly processes: Pick<RoleProcesses, "kill">;
  readonly redis: Pick<RunningRedis, "kill" | "startAgain">;
}

/**
 * No stall lasts longer than this, even if the client keeps the connection and the scenario does not
 * release it.
 */
const stallLimitMs = 3000;

interface ArmedFault {
  readonly fault: CommandFault;
  /** Creates the recorder of the fault, with the names of the command that was struck. */
  readonly recorderOf: (struck: CommandPoint) => FaultRecorder;
  readonly struck: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
  /** Present once the link of the role is open. */
  onLink?: ArmedCommandFault;
  /** Present once the fault has struck. Settles when only the clean-up is left. */
  following?: Promise<void>;
}

export function createArmedFaults(options: ArmedFaultsOptions): ArmedFaults {
  const { recorder, roles } = options;
  const all: ArmedFault[] = [];
  roles.onLink((link) => {
    for (const each of all.filter(({ fault }) => fault.point.role === link.role)) {
      armOnLink(each, link, options);
    }
  });
  const settled = async (): Promise<void> => {
    await Promise.all(all.map(async ({ following }) => await following));
  };
  return {
    arm(fault, position) {
      const struck = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const recorderOf = (point: CommandPoint): FaultRecorder =>
        createFaultRecorder(recorder, position, {
          name: commandFaultName(fault),
          roles: rolesOf(fault, roles.links),
          network: fault.act.kind !== "kill-redis",
          command: struckCommand({ ...fault, point }),
        });
      const armed: ArmedFault = { fault, recorderOf, struck, released };
      all.push(armed);
      return {
        struck: struck.promise,
        hasStruck: () => armed.following !== undefined,
        release: () => release(armed),
      };
    },
    settled,
    async end() {
      for (const each of all) if (!each.following) recordMiss(each);
      await settled();
      await Promise.all(all.map(async ({ onLink }) => await onLink?.heal()));
    },
  };
}

/** Returns the struck role first, and the others if the fault touches them too. */
function rolesOf(
  { point: { role }, act }: CommandFault,
  links: ReadonlyMap<string, Link>,
): readonly string[] {
  if (act.kind !== "kill-redis") return [role];
  return [role, ...[...links.keys()].filter((each) => each !== role)];
}

function armOnLink(armed: ArmedFault, link: Link, options: ArmedFaultsOptions): void {
  const onLink = link.commands?.arm(armed.fault);
  if (!onLink) return;
  armed.onLink = onLink;
  // Never rejects, because no promise that it awaits does.
  void awaitStrike(armed, onLink, options);
}

async function awaitStrike(
  armed: ArmedFault,
  onLink: ArmedCommandFault,
  options: ArmedFaultsOptions,
): Promise<void> {
  const strike = await onLink.struck;
  const { kind } = armed.fault.act;
  if (kind === "kill") armed.following = killRole(armed, onLink, { strike, options });
  else if (kind === "kill-redis") armed.following = killRedis(armed, onLink, { strike, options });
  else armed.following = follow(armed, onLink, strike);
  armed.struck.resolve();
}

interface StrikeOfRun {
  readonly strike: CommandStrike;
  readonly options: ArmedFaultsOptions;
}

/** Kills the process of the struck role. Nothing that its connection still held reaches Redis. */
async function killRole(
  { fault, recorderOf }: ArmedFault,
  onLink: ArmedCommandFault,
  { strike: { connection, point }, options }: StrikeOfRun,
): Promise<void> {
  const record = recorderOf(point);
  record.recordBegin("inject");
  record.recordBegin("heal");
  try {
    await options.processes.kill(point.role);
    record.recordEnd("inject", [evidenceOf(fault, connection)]);
  } catch (error) {
    record.recordFailure("inject", error);
  }
  record.recordEnd("heal", []);
  await onLink.heal();
}

/** Kills Redis at the command, and starts it again at once. */
async function killRedis(
  { fault, recorderOf }: ArmedFault,
  onLink: ArmedCommandFault,
  { strike: { connection, point }, options: { redis, roles } }: StrikeOfRun,
): Promise<void> {
  const record = recorderOf(point);
  record.recordBegin("inject");
  try {
    await redis.kill("SIGKILL");
    record.recordEnd("inject", [evidenceOf(fault, connection)]);
    record.recordBegin("heal");
    await redis.startAgain();
    await roles.linksFollow();
    await onLink.heal();
    record.recordEnd("heal", []);
  } catch (error) {
    record.recordFailure("heal", error);
  }
}

function evidenceOf(fault: CommandFault, connection: number): Evidence {
  return { what: struckAt(fault), seen: true, detail: `connection ${connection}` };
}

async function release(armed: ArmedFault): Promise<void> {
  armed.released.resolve();
  if (armed.following) await armed.following;
  else await armed.onLink?.heal();
}

/** Records a fault that has struck, and heals it when its time is over. */
async function follow(
  armed: ArmedFault,
  onLink: ArmedCommandFault,
  { connection, point }: CommandStrike,
): Promise<void> {
  const { fault } = armed;
  const record = armed.recorderOf(point);
  const struck = evidenceOf(fault, connection);
  record.recordBegin("inject");
  // A bus can reconnect at once after such a fault, so its recovery counts from the strike.
  if (isInstantaneousAct(fault.act)) {
    record.recordBegin("heal");
    record.recordEnd("inject", [struck]);
    record.recordEnd("heal", []);
    await endOfDelay(fault);
    return;
  }
  record.recordEnd("inject", [struck]);
  await endOfStall(armed, onLink);
  record.recordBegin("heal");
  await onLink.heal();
  // The link records each command, and so it shows which bytes arrived in the end.
  record.recordEnd("heal", []);
}

/** Waits for the delayed command to pass. If the run ended before, it would cut the delay short. */
async function endOfDelay({ act }: CommandFault): Promise<void> {
  if (act.kind === "delay") await sleep(Math.min(act.delayMs, stallLimitMs));
}

/** Resolves when the client has closed the connection, when the stall is released, or at the limit. */
async function endOfStall({ released }: ArmedFault, onLink: ArmedCommandFault): Promise<void> {
  const ends = Promise.race([onLink.abandoned, released.promise]);
  const what = "the client to give up the stalled connection";
  await withDeadline(ends, what, stallLimitMs).catch(() => undefined);
}

/** Records a fault whose command never came. Its evidence says that it was not seen to strike. */
function recordMiss({ fault, recorderOf }: ArmedFault): void {
  const record = recorderOf(fault.point);
  record.recordBegin("inject");
  record.recordBegin("heal");
  record.recordEnd("inject", [{ what: struckAt(fault), seen: false, detail: missText(fault) }]);
  record.recordEnd("heal", []);
}

/** Names the names that the fault needed: a bus that changes them from run to run cannot be met. */
function missText({ point: { connection, key } }: CommandFault): string {
  const names = [
    ...(connection === undefined ? [] : [`the connection name ${connection}`]),
    ...(key === undefined ? [] : [`the key ${key}`]),
  ];
  const question = names.length > 0 ? `; does ${names.join(" or ")} change from run to run?` : "";
  return `no such command came${question}`;
}

function struckAt({ point }: CommandFault): string {
  return `struck at ${pointText(point)}`;
}

function struckCommand({ point, position, act }: CommandFault): StruckCommand {
  const { connection: connectionName, command, key, occurrence } = point;
  return {
    ...(connectionName !== undefined && { connectionName }),
    command,
    ...(key !== undefined && { key }),
    occurrence,
    position,
    act: act.kind,
    ...(act.kind === "delay" && { delayMs: act.delayMs }),
  };
}
