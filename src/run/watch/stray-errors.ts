/** Returns true if it handles the error. */
export type StrayErrorListener = (error: unknown) => boolean;

const listeners = new Set<StrayErrorListener>();
const lastResorts = new Set<StrayErrorListener>();

/**
 * Listens for errors that reach no caller: a rejection that a bus does not handle, or an `error` event
 * without a listener. Such an error does not show which run it belongs to, so every run gets it.
 *
 * @param lastResort called only if no other listener handles the error.
 * @returns a function that stops listening.
 */
export function onStrayError(
  listener: StrayErrorListener,
  { lastResort = false }: { readonly lastResort?: boolean } = {},
): () => void {
  const kind = lastResort ? lastResorts : listeners;
  kind.add(listener);
  return () => void kind.delete(listener);
}

/** Gives the error to the listeners, and returns whether one of them handled it. */
export function dispatchStrayError(error: unknown): boolean {
  const claims = [...listeners].map((listener) => listener(error));
  return claims.includes(true) || [...lastResorts].some((listener) => listener(error));
}
