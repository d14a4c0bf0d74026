/**
 * The error of a bus that does not open or does not subscribe. It is a result of the run and not a
 * failure of the harness: it goes into the history, and the run gets a verdict.
 */
export class BusRefusal extends Error {
  override readonly name: string = "BusRefusal";
}

/**
 * The error of a call that did not return within its limit. The history has it already, and the call
 * may still act later. So the harness does not make the call again: the bus would be judged by a
 * second subscription of the harness.
 */
export class HungCall extends BusRefusal {
  override readonly name = "HungCall";
  readonly limitMs: number;

  constructor(what: string, limitMs: number) {
    super(`${what} did not return within ${limitMs} ms`);
    this.limitMs = limitMs;
  }
}
