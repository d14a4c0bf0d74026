import type { FindingPage } from "../finding/finding-page.ts";
import type { HistoryBuilder } from "../testing/history-builder.ts";

export const notRecoveredPage: FindingPage = {
  kind: "not-recovered",
  meaning:
    "After the last fault was healed, a publisher or a group of subscribers was not back in its steady state within the " +
    "limit (30 s by default). The load goes on after the heal; recovered means that every message from then on is published " +
    "and delivered about as fast as before the fault.",
  forAtLeastOnce: "`fail`; `unknown` if the history cannot tell",
  forAtMostOnce: "`fail`; `unknown` if the history cannot tell",
  example: {
    header: { checkers: ["recovery"], recoveryLimitMs: 1_000 },
    tell: (run) => {
      run.subscribe({ group: "billing" }).exchange("publisher-0/0", 100);
      run.fault({ at: 500, healAt: 900, name: "SIGTERM redis", roles: ["publisher-0"] });
      addLateLoad(run);
      return run.drain({ at: 3_000 });
    },
  },
  rules: [
    {
      id: "not-recovered/beyond-the-limit",
      meaning:
        "Reports `fail` if a message that was sent later than the limit after the heal was still slow or failed, or if the " +
        "messages were still bad after 90 % of the limit when the load ended.",
      hint:
        "Look for a client that gives up reconnecting, that waits longer and longer, or that connects again without " +
        "subscribing again.",
    },
    {
      id: "not-recovered/undecided",
      meaning:
        "Reports `unknown` if the limit lies between the two ends of the measured recovery, or the load ended too early.",
      hint:
        "Repeat the run with more messages (`--messages`), or with a limit that is further from the measured time " +
        "(`--recovery-within`).",
    },
    {
      id: "not-recovered/load-too-high",
      meaning:
        "Reports `unknown` if the participant did not keep up before the fault either, or works off the backlog of the fault " +
        "as fast as before.",
      hint: "Repeat the run with a lower `--rate`: this bus did not keep up with the load before the fault either.",
    },
    {
      id: "not-recovered/harness-starved",
      meaning:
        "Reports `unknown` if the harness itself was short of CPU after the heal: the bus runs in the same process.",
      hint: "Repeat the run on a machine with less load: the harness itself got too little CPU to measure.",
    },
    {
      id: "not-recovered/no-message-after-the-fault",
      meaning:
        "Reports `fail` in runs with a small load, if no message went through within the limit after the last fault.",
      hint:
        "Look at who stayed silent after the fault: `explain` with one of the messages shows the last command of " +
        "its publisher and its subscribers.",
    },
  ],
};

/** Publishes every 350 ms; only what is sent from 2000 ms on gets through. */
function addLateLoad(run: HistoryBuilder): void {
  for (const [at, outcome] of [
    [950, "info"],
    [1_300, "info"],
    [1_650, "info"],
    [1_950, "info"],
  ] as const) {
    run.publish(`publisher-0/${at}`, { at, outcome });
  }
  for (const at of [2_300, 2_500, 2_650]) run.exchange(`publisher-0/${at}`, at);
}
