import type { FindingPage } from "../finding/finding-page.ts";

export const noEvidencePage: FindingPage = {
  kind: "no-evidence",
  meaning:
    "The run shows nothing either way: something that the rules need did not happen or was not recorded. A run that could " +
    "not have failed must not pass, so its verdict is `unknown`.",
  forAtLeastOnce: "`unknown`",
  forAtMostOnce: "`unknown`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .fault({
          at: 100,
          healAt: 400,
          name: "SIGKILL redis",
          evidence: [{ what: "the run id changed", seen: false }],
        })
        .drain({ at: 1_000 }),
  },
  rules: [
    {
      id: "no-evidence/redis-cannot-write",
      meaning:
        "Reports a Redis that could not write its data to disk, and so refused writes. Losses, duplicates, rejected " +
        "publishes and missing recovery of such a run are `unknown`, a crash stays `fail`. The exit code is 69.",
      hint:
        "Make room on the disk of Redis, and run `doctor`: Redis could not write its data, so this run shows " +
        "nothing about the bus.",
    },
    {
      id: "no-evidence/redis-died",
      meaning:
        "Reports a Redis that did not answer after the drain, or that was another process than the harness had started. " +
        "The exit code is 69.",
      hint: "Look at the log of Redis, and run `doctor`: Redis ended although no fault ended it.",
    },
    {
      id: "no-evidence/redis-was-loading",
      meaning:
        "Reports a Redis that refused commands because it was loading its data, although no fault had restarted it. The " +
        "exit code is 69.",
      hint:
        "Repeat the run on a machine with less load: Redis was still loading its data after the fault was " +
        "healed.",
    },
    {
      id: "no-evidence/fault-not-in-force",
      meaning: "Reports a fault that was never seen to be in force after it was injected.",
      hint:
        "Run `doctor`: the fault was not seen to be in force, so the machine or the link did not do what was " +
        "asked.",
    },
    {
      id: "no-evidence/fault-not-healed",
      meaning: "Reports a fault that was never seen to be healed, so a recovery cannot be judged.",
      hint: "Run `doctor`, and look at the log of Redis: the fault was not seen to end.",
    },
    {
      id: "no-evidence/fault-without-effect",
      meaning:
        "Reports a fault that left no evidence, such as a Redis whose run id did not change.",
      hint: "Run it again, and run `doctor` if it stays: the fault left no trace, so this run shows nothing about it.",
    },
    {
      id: "no-evidence/command-fault-without-effect",
      meaning:
        "Reports a fault at one command if the recorded command shows that it passed, came in time or was executed anyway.",
      hint: "Run it again: the command that the fault was for came too late, or another way.",
    },
    {
      id: "no-evidence/bypassed-its-link",
      meaning:
        "Reports a connection that Redis had and that came through no link, with messages or not; and a role if fewer bytes " +
        "went through its link than its messages need. The bus connects to Redis another way, " +
        "so network faults did not touch it. Let the bus use the URL that it gets.",
      hint: "Let the bus connect to the URL that it gets in `context.url`, for every connection that it opens.",
    },
    {
      id: "no-evidence/traffic-not-counted",
      meaning: "Reports a role that a network fault was for, if its link counted no bytes at all.",
      hint: "Let the bus connect to the URL that it gets in `context.url`; if it does, run `doctor`.",
    },
    {
      id: "no-evidence/commands-not-recorded",
      meaning:
        "Reports a role if its messages went through its link and none of its commands was recorded, so the rules that read " +
        "commands could find nothing.",
      hint:
        "Let the bus connect to the URL that it gets in `context.url`, without TLS, so that the link can read its " +
        "commands.",
    },
    {
      id: "no-evidence/uncaught-error",
      meaning:
        "Reports a bus that did not open, subscribe or close. In histories of earlier releases it also stands for errors " +
        "that are `crashed` today.",
      hint: "Repair the call that failed first: the rest of the run may follow from it.",
    },
    {
      id: "no-evidence/nothing-published",
      meaning: "Reports a run without any publish.",
      hint: "Look at the first error of the publisher: no publish was even begun.",
    },
    {
      id: "no-evidence/nothing-published-while-starting",
      meaning:
        "Reports a run that holds a starting subscriber before each of its commands, if no message was acknowledged there.",
      hint: "Repeat the run with a higher `--rate`, so that a message falls into the start of the subscriber.",
    },
    {
      id: "no-evidence/no-subscription",
      meaning: "Reports a run without any subscribe call.",
      hint: "Look at the first error of the subscribers: none of them called subscribe.",
    },
    {
      id: "no-evidence/subscribe-never-resolved",
      meaning: "Reports a group of which no subscribe call resolved.",
      hint: "Let subscribe resolve once the subscription receives messages, also if Redis was away meanwhile.",
    },
    {
      id: "no-evidence/nothing-owed",
      meaning: "Reports a run in which no group had to get a message and none got one.",
      hint:
        "Look at the first errors of the bus: no publish was acknowledged, or no subscription stood, so no " +
        "message had to reach any group.",
    },
    {
      id: "no-evidence/below-the-minimum",
      meaning:
        "Reports a run with fewer acknowledged publishes, faults, concurrent publishes or census rounds than its scenario requires.",
      hint: "Repeat the run with more messages (`--messages`, `--rate`), or look at what held the publishers up.",
    },
    {
      id: "no-evidence/no-drain",
      meaning:
        "Reports a run that ended before its drain, so a missing message may still have been on its way.",
      hint: "Look at what ended the run early: the error or the signal is in the report.",
    },
    {
      id: "no-evidence/drain-not-finished",
      meaning: "Reports a drain that was still making progress at its limit. Lower the rate.",
      hint:
        "The subscribers were still working off their backlog: give them more time with a longer " +
        "`--recovery-within`, or send less with a lower `--rate`.",
    },
    {
      id: "no-evidence/unexplained-stall",
      meaning: "Reports a drain that stalled although no message is lost, duplicate or pending.",
      hint:
        "Look at the calls that the summary counts: something waits for ever, and nothing can be said about its " +
        "messages.",
    },
    {
      id: "no-evidence/audit-failed",
      meaning: "Reports topics whose stream the auditor could not read.",
      hint: "Look at the error of the auditor in the summary: `streamKey` may name a key that is no stream.",
    },
    {
      id: "no-evidence/dead-letters-unread",
      meaning:
        "Reports topics whose dead letters the auditor could not read, if a handler failed with a message.",
      hint: "Look at the error of the auditor in the summary: `deadLetterKey` may name a key that is no stream.",
    },
    {
      id: "no-evidence/no-stream-at-the-key",
      meaning:
        "Reports a topic if the auditor found no stream at its key, although messages went through it. Check `streamKey` of the bus.",
      hint:
        "Check `streamKey` of the bus: it must name the key, namespace included, that the commands of the bus " +
        "use.",
    },
    {
      id: "no-evidence/group-not-in-the-stream",
      meaning:
        "Reports a group that the commands name, but that the stream does not have. Check `streamKey` of the bus.",
      hint: "Check `streamKey` of the bus: it must name the stream on which the bus creates this group.",
    },
    {
      id: "no-evidence/recovery-not-measured",
      meaning: "Reports a run or a participant without any message after the last verified heal.",
      hint:
        "Look at why nothing was published for this participant after the heal; `--messages` and `--rate` make " +
        "the load longer and denser.",
    },
    {
      id: "no-evidence/no-census",
      meaning: "Reports a leak run without a round after the baseline.",
      hint: "Look at what ended the run early: the leak was not measured even once.",
    },
    {
      id: "no-evidence/census-incomplete",
      meaning:
        "Reports a census that lacks a figure, counts only the heap, or measured the heap in fewer than five rounds.",
      hint: "Run the scenario again alone: too few rounds of the census were complete.",
    },
    {
      id: "no-evidence/control-found-nothing",
      meaning:
        "Reports a control run without the finding that its fault makes unavoidable: then a pass of other runs proves nothing.",
      hint:
        "Report this with the history: bus-chaos did not notice a loss that had to happen, so its other passes " +
        "prove nothing here.",
    },
    {
      id: "no-evidence/empty-history",
      meaning: "Reports a history without any operation.",
      hint: "Run it again: nothing was recorded.",
    },
    {
      id: "no-evidence/history-cut-off",
      meaning: "Reports a history that ends in the middle of a line: the harness was stopped.",
      hint: "Run it again: the harness was stopped while it recorded.",
    },
    {
      id: "no-evidence/rule-missing",
      meaning: "Reports a rule that the history asks for and this version does not have.",
      hint: "Judge this history with the version of bus-chaos that recorded it.",
    },
    {
      id: "no-evidence/rule-failed",
      meaning:
        "Reports a rule that threw. This is a defect of bus-chaos: please report it with the history.",
      hint: "Report this with the history: it is a defect of bus-chaos.",
    },
    {
      id: "no-evidence/figures-failed",
      meaning:
        "Reports a history whose figures could not be computed. This is a defect of bus-chaos: please report it with the history.",
      hint: "Report this with the history: it is a defect of bus-chaos.",
    },
  ],
};
