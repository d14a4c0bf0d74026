import type { FindingPage } from "../finding/finding-page.ts";

export const stuckPage: FindingPage = {
  kind: "stuck",
  meaning:
    "Something that concerns one of them held up the others: subscribers that had their connections, and messages to get, " +
    "got none while another subscriber was away, or publishes waited behind a read of their own bus. The bus may lose nothing, but its users wait.",
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
      id: "stuck/harness-starved",
      meaning:
        "Reports `unknown` if the harness itself was short of CPU meanwhile: the bus runs in the same process.",
      hint: "Repeat the run on a machine with less load: the harness itself got too little CPU.",
    },
  ],
};
