import { AsyncLocalStorage } from "node:async_hooks";

import { EnvironmentError, HarnessError, UsageError } from "../../errors.ts";
import type { StrayErrorOrigin } from "../../history/operations/run-operations.ts";
import { readCaughtError, type CaughtError } from "./caught-error.ts";

/** A run, which takes what its buses do without a caller. `role` is the one whose call began the work. */
export interface RunOwner {
  /** Takes an error that reaches no caller. */
  takeError(error: CaughtError, role: string): void;
  /** Takes what the bus prints. */
  takeOutput(text: string, role: string): void;
}

/** Gets an error that belongs to no run. Returns true if it handles the error. */
type UnownedErrorListener = (error: unknown) => boolean;

interface Cause {
  /** `undefined` for code that a module runs while it is imported. */
  readonly owner: RunOwner | undefined;
  readonly role: string;
}

/**
 * The run and the role on whose behalf code runs. Node carries it along into every timer, promise and
 * socket callback that starts there, so it is still known when one of them fails, however much later.
 */
const causes = new AsyncLocalStorage<Cause>();
const listeners = new Set<UnownedErrorListener>();
/** Errors that `process.exit` threw in place of ending the process. They were taken when it was called. */
const exits = new WeakSet<Error>();

/** Makes a call on a bus. All that fails in it without reaching a caller, and all that it prints, also later, goes to the owner. */
export function callFor<Result>(owner: RunOwner, role: string, call: () => Result): Result {
  return causes.run({ owner, role }, call);
}

/** Imports the module of a bus. Errors of what it starts by itself belong to the module and to no run. */
export function importFor<Result>(load: () => Result): Result {
  return causes.run({ owner: undefined, role: "bus" }, load);
}

/** Gives what is printed to the run that caused it. Returns false if no run did. */
export function takeOutput(text: string): boolean {
  const cause = causes.getStore();
  if (!cause?.owner) return false;
  cause.owner.takeOutput(text, cause.role);
  return true;
}

/** Listens for errors that belong to no run. Returns a function that stops listening. */
export function onUnownedError(listener: UnownedErrorListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Gives an error that reached no caller to the run that caused it, also if that run has ended, or to
 * the listeners if no run did. Returns the error if no run and no listener took it. Never throws.
 */
export function dispatchStrayError(
  thrown: unknown,
  origin: Exclude<StrayErrorOrigin, "call">,
): { readonly left: unknown } | undefined {
  if (thrown instanceof Error && exits.has(thrown)) return undefined;
  if (thrown instanceof Error && origin === "exit") exits.add(thrown);
  const cause = causes.getStore();
  if (cause === undefined || isOfHarness(thrown)) return offer(thrown);
  const error = readCaughtError(thrown, origin);
  if (!cause.owner) return offer(moduleError(error, thrown));
  cause.owner.takeError(error, cause.role);
  return undefined;
}

function offer(error: unknown): { readonly left: unknown } | undefined {
  const claims = [...listeners].map((listener) => listener(error));
  return claims.includes(true) ? undefined : { left: error };
}

/** A bus that calls the harness may be handed such an error, for example if the history cannot be written. */
function isOfHarness(thrown: unknown): boolean {
  return thrown instanceof EnvironmentError || thrown instanceof HarnessError;
}

function moduleError({ text, stack }: CaughtError, cause: unknown): UsageError {
  const place = stack[0] === undefined ? "" : ` (${stack[0]})`;
  return new UsageError(`the module of the bus failed outside any run: ${text}${place}`, {
    cause,
    hint: "A service that imports it would end there. Work that a module starts while it is imported belongs to no run: start it in open.",
  });
}
