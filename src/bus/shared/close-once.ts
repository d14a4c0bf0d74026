/**
 * Returns a close function for a bus. It calls `close` once: at its first call, or when the signal is
 * aborted if that comes first. Later calls return the same promise. `close` must not reject.
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
