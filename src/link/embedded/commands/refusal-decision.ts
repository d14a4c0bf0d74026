import type { RefusalName } from "../../contract/command-point.ts";
import {
  changesTransaction,
  needsGroup,
  needsMemory,
  needsNoPermission,
  passesWhileLoading,
  runsScript,
  writes,
} from "./command-flags.ts";

/**
 * Creates a function to call for every command of one connection, in order. It returns the error with which the link
 * answers the command, as Redis would in such a state, or `undefined` if the command passes.
 *
 * @param refusing returns the error that is in force.
 */
export function createRefusalDecision(
  refusing: () => RefusalName | undefined,
): (name: string) => RefusalName | undefined {
  /** The names of the commands that Redis has queued since MULTI; `undefined` outside a transaction. */
  let queued: Set<string> | undefined;
  return (name) => {
    const error = refusing();
    const isRefused = error !== undefined && refuses[error](name, queued);
    if (name === "MULTI" && !isRefused) queued = new Set();
    else if (endsTransaction.has(name)) queued = undefined;
    else if (!isRefused) queued?.add(name);
    return isRefused ? error : undefined;
  };
}

type Refuses = (name: string, queued: ReadonlySet<string> | undefined) => boolean;

const endsTransaction: ReadonlySet<string> = new Set(["EXEC", "DISCARD", "RESET"]);

/** Refuses EXEC if one of the queued commands would be refused: Redis looks at them again. */
function alsoAtExec(isRefused: (name: string) => boolean): Refuses {
  return (name, queued) =>
    name === "EXEC" ? [...(queued ?? [])].some(isRefused) : isRefused(name);
}

// The link cannot tell what a script does, so it takes every script for one that writes.
const writesAnything = (name: string): boolean => writes(name) || runsScript(name);
const needsAnyMemory = (name: string): boolean => needsMemory(name) || runsScript(name);

const refuses: Readonly<Record<RefusalName, Refuses>> = {
  READONLY: alsoAtExec(writesAnything),
  LOADING: alsoAtExec((name) => !passesWhileLoading(name)),
  NOPERM: (name) => !needsNoPermission(name),
  // Without memory Redis queues no command at all.
  OOM: (name, queued) =>
    queued && !changesTransaction(name) ? true : alsoAtExec(needsAnyMemory)(name, queued),
  // It comes only when a command is executed. In a transaction it would be a part of the reply to EXEC.
  NOGROUP: (name, queued) => queued === undefined && needsGroup(name),
};
