import { HarnessError } from "../../errors.ts";
import { noRoleProcesses, type RoleProcesses } from "../../faults/contract/role-processes.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Link } from "../../link/contract/link.ts";

/** The roles of a run whose buses are all in this process. */
export interface GivenUpRoles {
  readonly control: RoleProcesses;
  /** Calls the listener when the bus of a role was given up. */
  onEnd(listener: (role: string) => void): void;
}

export interface GivenUpRolesOptions {
  readonly recorder: Pick<Recorder, "record">;
  /** Gives up the bus of a role: nothing that it does counts any more. */
  readonly abandon: (role: string) => void;
  readonly linkOf: (role: string) => Link | undefined;
  /** Returns how many handlers of a role have not returned. */
  readonly handling: (role: string) => number;
}

/**
 * Lets a role die without a process of its own: its bus is given up, and its link closes all that it had open and refuses
 * it for ever. Redis and the other roles see what they see when a process is killed. Variables of the module keep their
 * values, unlike after a real kill; with `--isolate` the processes are real.
 */
export function createGivenUpRoles({
  recorder,
  abandon,
  linkOf,
  handling,
}: GivenUpRolesOptions): GivenUpRoles {
  const listeners: ((role: string) => void)[] = [];
  return {
    control: {
      ...noRoleProcesses,
      handling,
      async kill(role) {
        const link = linkOf(role);
        if (!link?.forsakeClients) throw new HarnessError(`the link of ${role} cannot give it up`);
        abandon(role);
        const forsaking = link.forsakeClients();
        const end = { how: "SIGKILL", by: "harness" } as const;
        recorder.record({ kind: "process-end", type: "info", process: role, ...end });
        await forsaking;
        for (const listener of listeners) listener(role);
      },
    },
    onEnd: (listener) => void listeners.push(listener),
  };
}
