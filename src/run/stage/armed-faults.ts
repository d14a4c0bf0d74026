import { sleep, withDeadline } from "../../clock.ts";
import { isInstantaneousAct } from "../../faults/command/command-acts.ts";
import { commandFaultName } from "../../faults/command/command-fault.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { StruckCommand } from "../../history/struck-command.ts";
import { pointText, type CommandFault } from "../../link/contract/command-point.ts";
import type { ArmedCommandFault, CommandStrike, Link } from "../../link/contract/link.ts";
import type { Roles } from "../participants/roles.ts";

/** Faults that wait for their command, each recorded as injected when it strikes. */
export interface ArmedFaults {
  /** Waits for a command of a role whose link may still have to be opened. */
  arm(fault: CommandFault, position: number): ArmedAtCommand;
  /** Resolves once nothing that struck until now is held back any more. */
  settled(): Promise<void>;
  /**
   * For the end of a run, when every bus is closed: takes away what is left, and records what never
   * struck as a fault without evidence.
   */
  end(): Promise<void>;
}

/** A fault that waits for its command. */
export interface ArmedAtCommand {
  /** Resolves when it has struck. Never rejects. */
  readonly struck: Promise<void>;
  hasStruck(): boolean;
  /** Ends a stall before it would end by itself, and takes away what has not struck. */
  release(): Promise<void>;
}

export interface ArmedFaultsOptions {
  readonly recorder: Recorder;
  readonly roles: Pick<Roles, "onLink">;
}

/** Nothing is held back for longer, whoever has neither left the connection nor been let go. */
const stallLimitMs = 3000;

interface ArmedFault {
  readonly fault: CommandFault;
  readonly position: number;
  readonly recorder: Recorder;
  readonly struck: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
  /** On the link, once there is one. */
  armed?: ArmedCommandFault;
  /** Settles when a fault that struck needs nothing more than to be cleaned up. */
  following?: Promise<void>;
}

export function createArmedFaults({ recorder, roles }: ArmedFaultsOptions): ArmedFaults {
  const all: ArmedFault[] = [];
  roles.onLink((link) => {
    for (const each of all.filter(({ fault }) => fault.point.role === link.role)) lay(each, link);
  });
  const settled = async (): Promise<void> => {
    await Promise.all(all.map(async ({ following }) => await following));
  };
  return {
    arm(fault, position) {
      const struck = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const waiting: ArmedFault = { fault, position, recorder, struck, released };
      all.push(waiting);
      return {
        struck: struck.promise,
        hasStruck: () => waiting.following !== undefined,
        release: () => release(waiting),
      };
    },
    settled,
    async end() {
      for (const each of all) if (!each.following) recordMiss(each);
      await settled();
      await Promise.all(all.map(async ({ armed }) => await armed?.heal()));
    },
  };
}

function lay(waiting: ArmedFault, link: Link): void {
  const armed = link.commands?.arm(waiting.fault);
  if (!armed) return;
  waiting.armed = armed;
  // It never rejects, for neither does what it awaits.
  void awaitStrike(waiting, armed);
}

async function awaitStrike(waiting: ArmedFault, armed: ArmedCommandFault): Promise<void> {
  const strike = await armed.struck;
  waiting.following = follow(waiting, armed, strike);
  waiting.struck.resolve();
}

async function release(waiting: ArmedFault): Promise<void> {
  waiting.released.resolve();
  if (waiting.following) await waiting.following;
  else await waiting.armed?.heal();
}

async function follow(
  waiting: ArmedFault,
  armed: ArmedCommandFault,
  { connection }: CommandStrike,
): Promise<void> {
  const struck = { what: struckAt(waiting), seen: true, detail: `connection ${connection}` };
  recordCall(waiting, "inject");
  // Recovery counts from the strike where nothing stands in the way of a bus that reconnects.
  if (isInstantaneousAct(waiting.fault.act)) {
    recordCall(waiting, "heal");
    recordEnd(waiting, "inject", [struck]);
    recordEnd(waiting, "heal", []);
    await endOfDelay(waiting);
    return;
  }
  recordEnd(waiting, "inject", [struck]);
  await endOfStall(waiting, armed);
  recordCall(waiting, "heal");
  await armed.heal();
  // What became of the bytes is for the wire to show.
  recordEnd(waiting, "heal", []);
}

/** A run that ended before would cut the delay short. */
async function endOfDelay({ fault: { act } }: ArmedFault): Promise<void> {
  if (act.kind === "delay") await sleep(Math.min(act.delayMs, stallLimitMs));
}

/** Resolves when the client has left, when the stall is let go, or at the limit. */
async function endOfStall({ released }: ArmedFault, armed: ArmedCommandFault): Promise<void> {
  const ends = Promise.race([armed.abandoned, released.promise]);
  const what = "the client to give up the stalled connection";
  await withDeadline(ends, what, stallLimitMs).catch(() => undefined);
}

/** Shows nothing: the command never came. */
function recordMiss(waiting: ArmedFault): void {
  recordCall(waiting, "inject");
  recordCall(waiting, "heal");
  recordEnd(waiting, "inject", [{ what: struckAt(waiting), seen: false }]);
  recordEnd(waiting, "heal", []);
}

function struckAt({ fault }: ArmedFault): string {
  return `struck at ${pointText(fault.point)}`;
}

type Action = "inject" | "heal";

function recordCall({ fault, position, recorder }: ArmedFault, action: Action): void {
  recorder.record({
    kind: "fault",
    type: "invoke",
    process: "nemesis",
    action,
    fault: position,
    name: commandFaultName(fault),
    roles: [fault.point.role],
    network: true,
    command: struckCommand(fault),
  });
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

function recordEnd(
  { position, recorder }: ArmedFault,
  action: Action,
  evidence: readonly Evidence[],
): void {
  const common = { kind: "fault", process: "nemesis", action, fault: position } as const;
  recorder.record({ ...common, type: "ok", evidence });
}
