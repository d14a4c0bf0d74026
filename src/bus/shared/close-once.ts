/**
 * A bus is closed by its user or by the abort of its signal, whichever comes first, and once: further
 * calls give the promise of the first. `close` must not reject.
 */
export function closeOnce(signal: AbortSignal, close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const abort = () => void closeIt(); // Closing never rejects.
  function closeIt(): Promise<void> {
    signal.removeEventListener("abort", abort);
    return (closing ??= close());
  }
  signal.addEventListener("abort", abort, { once: true });
  return closeIt;
}
