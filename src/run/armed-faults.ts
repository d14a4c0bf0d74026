import { withDeadline } from "../clock.ts";
import { commandFaultName, healsItself } from "../faults/command-fault.ts";
import { pointText, type CommandFault } from "../fixtures/link/command-point.ts";
import type { ArmedCommandFault, CommandStrike, Link } from "../fixtures/link/link.ts";
import type { Evidence } from "../history/operation.ts";
import type { Recorder } from "../history/recorder.ts";
import type { Roles } from "./roles.ts";

/** Faults that wait for their command, each recorded as injected when it strikes. */
export interface ArmedFaults {
  /** Waits for a command of a role whose link may still have to be opened. */
  arm(fault: CommandFault, position: number): void;
  /** Resolves once nothing that struck until now is held back any more. */
  settled(): Promise<void>;
  /**
   * For the end of a run, when every bus is closed: takes away what is left, and records what never
   * struck as a fault without evidence.
   */
  end(): Promise<void>;
}

export interface ArmedFaultsOptions {
  readonly recorder: Recorder;
  readonly roles: Pick<Roles, "onLink">;
}

/** A client that has not given the connection up until then is handed what was held back. */
const stallLimitMs = 3000;

interface ArmedFault {
  readonly fault: CommandFault;
  readonly position: number;
  readonly recorder: Recorder;
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
    arm: (fault, position) => void all.push({ fault, position, recorder }),
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
  // It never rejects.
  void armed.struck.then((strike) => (waiting.following = follow(waiting, armed, strike)));
}

async function follow(
  waiting: ArmedFault,
  armed: ArmedCommandFault,
  { connection }: CommandStrike,
): Promise<void> {
  const struck = { what: struckAt(waiting), seen: true, detail: `connection ${connection}` };
  recordCall(waiting, "inject");
  // Recovery counts from the strike where nothing stands in the way of a bus that reconnects.
  if (healsItself(waiting.fault.act)) {
    recordCall(waiting, "heal");
    recordEnd(waiting, "inject", [struck]);
    recordEnd(waiting, "heal", []);
    return;
  }
  recordEnd(waiting, "inject", [struck]);
  const what = "the client to give up the stalled connection";
  const detail = await withDeadline(armed.abandoned, what, stallLimitMs).then(
    () => "after the client had left",
    () => `after ${stallLimitMs} ms`,
  );
  recordCall(waiting, "heal");
  await armed.heal();
  recordEnd(waiting, "heal", [{ what: "what was held back flowed on", seen: true, detail }]);
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
  });
}

function recordEnd(
  { position, recorder }: ArmedFault,
  action: Action,
  evidence: readonly Evidence[],
): void {
  const common = { kind: "fault", process: "nemesis", action, fault: position } as const;
  recorder.record({ ...common, type: "ok", evidence });
}
