/** Returns true if it takes charge of the error. */
export type StrayErrorListener = (error: unknown) => boolean;

const listeners = new Set<StrayErrorListener>();
const lastResorts = new Set<StrayErrorListener>();

/**
 * Listens for errors that no call and no promise carries to anybody: a rejection that a bus leaves
 * unhandled, an `error` event without a listener. Nobody can tell which of the runs that go on side
 * by side such an error belongs to, so every listener gets it.
 *
 * @param lastResort asked only if no other listener takes charge
 * @returns the way to stop listening.
 */
export function onStrayError(
  listener: StrayErrorListener,
  { lastResort = false }: { readonly lastResort?: boolean } = {},
): () => void {
  const kind = lastResort ? lastResorts : listeners;
  kind.add(listener);
  return () => void kind.delete(listener);
}

/** Offers the error to the listeners and returns whether one of them took charge. */
export function dispatchStrayError(error: unknown): boolean {
  const claims = [...listeners].map((listener) => listener(error));
  return claims.includes(true) || [...lastResorts].some((listener) => listener(error));
}
