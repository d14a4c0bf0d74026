/**
 * The error of a bus that does not open or does not subscribe. It is a result of the run and not a
 * failure of the harness: it goes into the history, and the run gets a verdict.
 */
export class BusRefusal extends Error {
  override readonly name = "BusRefusal";
}
