/** Returns true if it takes charge of the error; otherwise the next listener is asked. */
export type StrayErrorListener = (error: unknown) => boolean;

const listeners: StrayErrorListener[] = [];

/**
 * Listens for errors that no call and no promise carries to anybody: a rejection that a bus leaves
 * unhandled, an `error` event without a listener. The newest listener is asked first.
 *
 * @returns the way to stop listening.
 */
export function onStrayError(listener: StrayErrorListener): () => void {
  listeners.unshift(listener);
  return () => {
    const position = listeners.indexOf(listener);
    if (position !== -1) listeners.splice(position, 1);
  };
}

/** Offers the error to the listeners and returns whether one of them took charge. */
export function dispatchStrayError(error: unknown): boolean {
  return [...listeners].some((listener) => listener(error));
}
