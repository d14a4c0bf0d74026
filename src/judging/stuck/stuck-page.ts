import type { FindingPage } from "../finding/finding-page.ts";

export const stuckPage: FindingPage = {
  kind: "stuck",
  meaning:
    "Something that concerns one of them held up the others: subscribers that had their connections, and messages to get, " +
    "got none while another subscriber was away, publishes waited behind a read of their own bus, or a message that fails was tried again too often, too soon, or before all others. The bus may lose nothing, but its users wait.",
  forAtLeastOnce: "`fail`; `unknown` if the harness itself stood still",
  forAtMostOnce: "`fail`; `unknown` if the harness itself stood still",
  example: {
    tell: (run) => {
      run.subscribe({ group: "billing", process: "subscriber-0" });
      run.subscribe({ group: "mail", process: "subscriber-1" });
      run.exchange("publisher-0/0", 10).exchange("publisher-0/1", 100);
      run.fault({ at: 220, healAt: 1_200, name: "refuse", roles: ["subscriber-1"] });
      for (const [number, at] of [300, 400, 500, 600, 700].entries()) {
        const message = `publisher-0/${number + 2}`;
        run.publish(message, { at, tookMs: 1_300 - at });
        for (const group of ["billing", "mail"]) run.deliver(message, { at: 1_302, group });
      }
      return run.drain({ at: 3_000 });
    },
  },
  rules: [
    {
      id: "stuck/behind-another-group",
      meaning:
        "Reports `fail` if a group handled nothing for 500 ms, for three times its longest pause before the fault, and for five " +
        "times the longest delay of the event loop in the fault, during a fault that spared every publisher and one of its " +
        "own subscribers, although 5 messages or more were to be published in that time.",
      hint:
        "Let a publisher not wait for its slowest group: bound the stream by its length or age, or drop the group that is " +
        "too far behind and say so.",
    },
    {
      id: "stuck/behind-its-own-read",
      meaning:
        "Reports `fail` if Redis had the commands of 3 publishes or more while a blocking read waited on the same connection, and " +
        "executed each of them only more than 100 ms later, when the read had ended. Commands since the first fault do " +
        "not count.",
      hint: "Give the blocking read a connection of its own: Redis executes no other command of its connection meanwhile.",
    },
    {
      id: "stuck/retried-too-often",
      meaning:
        "Reports `fail` if a bus that claims `retries` calls the handler with a message more often than claimed, and the " +
        "handler never succeeds. A fault and the end of a process allow one attempt more each.",
      hint: "Keep the number of attempts in Redis, so that it outlives the process, and stop at the limit.",
    },
    {
      id: "stuck/retried-without-pause",
      meaning:
        "Reports `fail` if a bus that claims `retries` made four retries or more in the run, and each came within 5 ms after " +
        "the handler had failed.",
      hint: "Wait before each attempt, longer each time, by a random part of it: exponential backoff with jitter.",
    },
    {
      id: "stuck/behind-a-failed-message",
      meaning:
        "Reports `fail` if a bus that claims `retries` and no order handled nothing else in its pauses before a retry: three " +
        "pauses or more of 50 ms or more, and all of those in which 5 messages or more came in the first half.",
      hint: "Read and handle other messages while a failed one waits for its next attempt.",
    },
    {
      id: "stuck/harness-starved",
      meaning:
        "Reports `unknown` if the harness itself was short of CPU meanwhile: the bus runs in the same process.",
      hint: "Repeat the run on a machine with less load: the harness itself got too little CPU.",
    },
  ],
};
