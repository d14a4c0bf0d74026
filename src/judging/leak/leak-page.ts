import type { FindingPage } from "../finding/finding-page.ts";
import type { HistoryBuilder } from "../testing/history-builder.ts";
import { leakHints } from "./leak-hints.ts";

export const leakPage: FindingPage = {
  kind: "leak",
  meaning:
    "The bus left something behind in every round in which 100 subscriptions were opened, used and closed: connections, " +
    "consumers, timers, listeners, keys or memory. A service that subscribes again and again runs out of them. Or it " +
    "kept connections after the whole bus was closed.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    header: { checkers: ["leak"] },
    tell: (run) => {
      run.subscribe({ group: "billing" }).exchange("publisher-0/0", 10);
      for (const round of [0, 1, 2, 3, 4]) addCensus(run, round);
      return run.drain({ at: 1_000 });
    },
  },
  hintsByCase: leakHints,
  rules: [
    {
      id: "leak/resources-left-over",
      meaning:
        "Reports `fail` if a count is above the baseline in the last two rounds, or grows in each of at least three rounds. " +
        "The scenario then lets the bus handle 25 000 messages, and takes a second series; the count must grow in that one too. " +
        "If it grows in each of the first four rounds of that series, the series ends there.",
      hint: "Close in close what subscribe opened: the summary names what is left, round by round.",
    },
    {
      id: "leak/keys-left-over",
      meaning:
        "Reports `fail` if two rounds without any message each leave keys without an expiry behind in Redis.",
      hint: "Give the keys that a subscription writes an expiry, or delete them when it closes.",
    },
    {
      id: "leak/after-close",
      meaning:
        "Reports `fail` in every run if a bus has connections open 2 s after its close call resolved, or opens new ones " +
        "in the 300 ms after that.",
      hint:
        "Close every connection of the bus in close, also one that is still connecting or waits to reconnect, " +
        "and wait until it is gone.",
    },
    {
      id: "leak/harness-starved",
      meaning:
        "Reports `unknown` instead of `leak/after-close` if the harness itself stood still for more than 500 ms, and a subscribe " +
        "call of each such bus never resolved: the connections may be those that it was opening.",
      hint: "Repeat the run on a machine with less load: the harness itself got too little CPU.",
    },
    {
      id: "leak/heap-growth",
      meaning:
        "Reports `fail` if the heap grows by more than 32 KiB in each round, with 95 % confidence, over at least five rounds, " +
        "and again so in a second series after 25 000 messages. A cache that keeps fewer messages is full by then.",
      hint:
        "Take a heap snapshot before and after ten subscriptions are opened and closed, and look for what still " +
        "holds a closed one: an array, a map or a listener.",
    },
  ],
};

function addCensus(run: HistoryBuilder, round: number): void {
  const values = { "server.connections": 3 + round, "heap.usedBytes": 10_000_000 };
  run.sample({ at: 100 + round * 100, sample: "census", round, values });
}
