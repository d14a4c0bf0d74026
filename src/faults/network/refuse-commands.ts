import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { RefusalName } from "../../link/contract/command-point.ts";
import { requiredCapability } from "../../link/contract/link-capability.ts";
import type { Link } from "../../link/contract/link.ts";
import type { RefuseCommandsFault } from "../../link/contract/network-fault.ts";
import { probeCommand } from "../../link/contract/probe-command.ts";
import { everyRole, noDataLoss, type FaultContext } from "../contract/fault-definition.ts";
import type { NetworkFaultDefinition } from "./network-definition.ts";
import type { WatchedPath } from "./watched-path.ts";

/**
 * Redis seems to answer the commands of a role with an error: READONLY as a replica, OOM, LOADING, NOGROUP, or NOPERM as
 * to a user without any permission. Only the link of this role gives the error, so the other roles go on.
 */
export const refuseCommands: NetworkFaultDefinition<RefuseCommandsFault> = {
  name: ({ error }, role) => `${error} replies to ${role === everyRole ? "every role" : role}`,
  needs: requiredCapability,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  evidenceOnInject: async (path, { error }) => [await isRefused(path, error)],
  evidenceBeforeHeal: async (path, { error }) => [await isRefused(path, error)],
  evidenceAfterHeal: isServed,
};

const timeoutMs = 1000;
/** Long, because a busy machine may answer late. */
const passTimeoutMs = 3000;

const noSuchKey = "bus-chaos:no-such-key";
const write = ["LPUSHX", noSuchKey, ""];
const anyCommand = ["PING"];

/** Commands that change nothing, and that Redis itself does not answer with the error. */
const probes: Readonly<Record<RefusalName, readonly string[]>> = {
  READONLY: write,
  OOM: write,
  LOADING: anyCommand,
  NOPERM: anyCommand,
  // Redis says "no such key" and not NOGROUP.
  NOGROUP: ["XINFO", "CONSUMERS", noSuchKey, "bus-chaos"],
};

/** Sees whether a command on a new connection of the role gets the error. */
async function isRefused({ link, context }: WatchedPath, error: RefusalName): Promise<Evidence> {
  const words = probes[error];
  const { signal } = context;
  const reply = await probeCommand(link.endpoint, words, { timeoutMs, signal });
  return {
    what: `a ${words[0]} of ${link.role} was answered with ${error}`,
    seen: reply?.startsWith(`-${error} `) ?? false,
    detail: reply ?? "no answer",
  };
}

/** Sees, after the heal, whether the same command on a new connection gets another answer. */
async function isServed(
  link: Link,
  { signal }: FaultContext,
  { error }: RefuseCommandsFault,
): Promise<Evidence> {
  const words = probes[error];
  const reply = await probeCommand(link.endpoint, words, { timeoutMs: passTimeoutMs, signal });
  return {
    what: `a ${words[0]} of ${link.role} is answered without ${error} again`,
    seen: reply !== undefined && !reply.startsWith(`-${error} `),
    detail: reply ?? "no answer",
  };
}
