import type { FindingPage } from "../finding/finding-page.ts";

export const falseAcknowledgementPage: FindingPage = {
  kind: "false-acknowledgement",
  meaning:
    "The bus acknowledged a publish at a moment when Redis had not executed it. The message may have arrived in this " +
    "run, but it is lost whenever the process ends before Redis gets it. A bus that claims `confirmsPublish: false` " +
    "confirms nothing, and one that claims `durableOutbox` has until the end of the drain.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    header: { hasCommands: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "10-0" })
        .publish("publisher-0/1", { at: 20, tookMs: 2 })
        .wire({
          at: 40,
          command: "XADD",
          messages: ["publisher-0/1"],
          reply: "40-0",
          occurrence: 2,
        })
        .deliver("publisher-0/1", { at: 45, group: "billing" })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "false-acknowledgement/never-sent",
      meaning: "Reports `fail` if no command carried the message, and it exists nowhere.",
      hint:
        "Resolve publish only after the reply of Redis: here nothing was sent, so look for a buffer that resolves " +
        "at once and is thrown away with the connection.",
    },
    {
      id: "false-acknowledgement/never-executed",
      meaning:
        "Reports `fail` if Redis refused every command that carried the message, or got none of them completely.",
      hint:
        "Reject publish if Redis answers with an error, or if the connection ends before the reply: look for an " +
        "error that is swallowed.",
    },
    {
      id: "false-acknowledgement/executed-later",
      meaning:
        "Reports `fail` if Redis executed the command only after the publish was acknowledged, or, with a durable outbox, " +
        "only after the drain.",
      hint:
        "Resolve publish only after the reply of Redis: here it resolved before, so a crash in between loses a " +
        "message that the caller takes for safe.",
    },
    {
      id: "false-acknowledgement/nothing-executed-in-between",
      meaning:
        "Reports `fail` if the link could not read the payloads of the publisher, and Redis executed none of its " +
        "commands between the publish call and its end.",
      hint:
        "Resolve publish only after the reply of Redis: look for a buffer that resolves at once, and for a write " +
        "that is taken as done when it reaches the socket.",
    },
    {
      id: "false-acknowledgement/several-reasons",
      meaning:
        "Reports `fail` if several publishes were acknowledged too early, for different reasons.",
      hint:
        "Resolve publish only after the reply of Redis, and reject it after any error: the summary counts each " +
        "way in which it went wrong.",
    },
  ],
};
