import type { FindingPage } from "../finding/finding-page.ts";

export const earlyAcknowledgementPage: FindingPage = {
  kind: "early-acknowledgement",
  meaning:
    "The bus acknowledged a message to Redis before the handler was done with it. The message may have been handled in " +
    "this run, but it is lost whenever the process ends in between.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "not reported: such a bus does not promise a second delivery",
  example: {
    header: { hasCommands: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .publish("publisher-0/0", { at: 10, id: "10-0" })
        .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "10-0" })
        .deliver("publisher-0/0", { at: 20, tookMs: 15, group: "billing", id: "10-0" })
        .wire({
          at: 21,
          by: "subscriber-billing",
          command: "XACK",
          group: "billing",
          ids: ["10-0"],
          reply: "1",
        })
        .drain({ at: 500 }),
  },
  rules: [
    {
      id: "early-acknowledgement/before-the-handler-was-done",
      meaning:
        "Reports `fail` if an XACK or XACKDEL was sent before any handler of the group was done with the message.",
      hint: "Send XACK after the handler is done: a crash in between loses the message.",
    },
    {
      id: "early-acknowledgement/read-with-noack",
      meaning:
        "Reports `fail` if the group reads with NOACK: Redis then takes a message as acknowledged when it is read.",
      hint:
        "Read without NOACK, and send XACK after the handler is done: with NOACK a crash loses every message that " +
        "was read.",
    },
  ],
};
