import type { FindingPage } from "../finding/finding-page.ts";

export const crashedPage: FindingPage = {
  kind: "crashed",
  meaning:
    "An error of the bus reached no caller, or the bus called `process.exit`. Node ends a process there, and with it all " +
    "that the service was doing. The harness goes on after an error, so other findings may follow from it. An exit ends the run. " +
    "The finding names the role, the moment and the first lines of the stack; `history.jsonl` has the whole stack. An error " +
    "belongs to the run and the role whose call began the work that failed, also if it comes after the run: it is appended " +
    "to the history then. An error that a listener or a `catch` of the bus handles is no finding. After `close` the harness " +
    "waits for the connections of the bus to end, and then cuts those that are left. An error of them counts, because a " +
    "service that closes its bus and stays up would end when Redis goes away.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .fault({ at: 100, healAt: 200, name: "cut by RST on subscriber-billing" })
        .strayError({
          at: 104,
          by: "subscriber-billing",
          origin: "unhandled-error-event",
          error: "read ECONNRESET",
        })
        .exchange("publisher-0/1", 300)
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "crashed/uncaught-exception",
      meaning:
        "Reports `fail` if the bus threw an error outside any call, such as in a timer or in a callback of a socket.",
      hint: "Catch the error where the stack begins, in the timer or the callback: Node ends a process there.",
    },
    {
      id: "crashed/unhandled-rejection",
      meaning: "Reports `fail` if a promise of the bus was rejected and nothing handled it.",
      hint: "Handle the promise of the call that the stack names, also if nothing waits for its result: Node ends a process there.",
    },
    {
      id: "crashed/unhandled-error-event",
      meaning: "Reports `fail` if the bus emitted an `error` event without a listener.",
      hint: "Give every client and socket an `error` listener, also those that only live for a moment: Node ends a process there.",
    },
    {
      id: "crashed/died",
      meaning:
        "Reports `fail` if the process of a role ended by itself, without `process.exit`: it had no memory left, or Node or a native module crashed. Only a role with a process of its own can die alone.",
      hint: "Read what the process printed last, in `bus.log`. If it had no memory left, bound what the bus keeps: its buffer, its cache and what it reads ahead.",
    },
    {
      id: "crashed/exit",
      meaning:
        "Reports `fail` if the bus called `process.exit`, with any exit code. The harness does not end, but the run does.",
      hint: "Report the trouble by `notify` and go on, in place of `process.exit`: the service decides whether it ends.",
    },
  ],
};
