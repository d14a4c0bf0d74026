import type { BusModule } from "../../bus/contract.ts";
import type { RoleProcesses } from "../../faults/contract/role-processes.ts";
import type { PreparedRun } from "../plan/prepared-run.ts";
import { createGivenUpRoles, type GivenUpRolesOptions } from "./given-up-roles.ts";
import {
  createIsolatedRoles,
  type IsolatedRoles,
  type IsolatedRolesOptions,
} from "./isolated-roles.ts";
import { createWorkerPool } from "./worker-pool.ts";

/** The processes of the roles. Disposing ends them. */
export interface Processes
  extends AsyncDisposable, Pick<IsolatedRoles, "ready" | "prepare" | "onEnd" | "ended"> {
  readonly control: RoleProcesses;
  /** Returns the module whose `open` opens the bus of some roles in a process of their own. */
  module(inThisProcess: BusModule): BusModule;
}

/** Starts the processes that the roles of a run need; none if all its roles are in this process. */
export function startProcesses(
  { isolation = "none", bus, busSource: source, variant }: PreparedRun,
  options: Omit<IsolatedRolesOptions, "pool"> & GivenUpRolesOptions,
): Processes {
  if (isolation === "none" || source === undefined) return withoutProcesses(options);
  const { publishers, groups, workersPerGroup = 1 } = variant.workload;
  const subscribers = groups * workersPerGroup;
  const roles = isolation === "subscribers" ? subscribers : publishers + subscribers;
  const waiting = roles + (variant.processes?.restarts ?? 0);
  const pool = createWorkerPool({ source, busName: bus.name, waiting });
  const isolated = createIsolatedRoles({ ...options, pool });
  const isIsolated = (role: string): boolean =>
    isolation === "every-role" || !role.startsWith("publisher-");
  return {
    control: isolated,
    ready: isolated.ready,
    prepare: async (role) => (isIsolated(role) ? await isolated.prepare(role) : undefined),
    onEnd: isolated.onEnd,
    ended: isolated.ended,
    module: (inThisProcess) => ({
      name: inThisProcess.name,
      guarantees: inThisProcess.guarantees,
      open: (context) =>
        isIsolated(context.role) ? isolated.open(context) : inThisProcess.open(context),
    }),
    [Symbol.asyncDispose]: () => isolated[Symbol.asyncDispose](),
  };
}

function withoutProcesses(options: GivenUpRolesOptions): Processes {
  const { control, onEnd } = createGivenUpRoles(options);
  return {
    control,
    ready: async () => {},
    prepare: async () => {},
    onEnd,
    ended: async () => {},
    module: (inThisProcess) => inThisProcess,
    [Symbol.asyncDispose]: async () => {},
  };
}
