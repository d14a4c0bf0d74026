/**
 * A bus did not open or did not subscribe. Its own failure is in the history, so the run goes on to
 * its verdict instead of ending as if the harness had failed.
 */
export class BusRefusal extends Error {
  override readonly name = "BusRefusal";
}
