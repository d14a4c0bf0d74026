import type { FindingPage } from "../finding/finding-page.ts";

export const overloadPage: FindingPage = {
  kind: "overload",
  meaning:
    "The bus keeps Redis and a core of its own process busy although there is nothing to do. In a service with many " +
    "instances Redis has no time left for the messages.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    header: { hasCommands: true },
    tell: (run) => {
      run.subscribe({ group: "billing" }).exchange("publisher-0/0", 10);
      run.wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "10-0" });
      const read = { by: "subscriber-billing", command: "XREADGROUP", group: "billing" };
      run.wire({ ...read, at: 11, returned: ["publisher-0/0"] });
      run.wire({ ...read, at: 14, command: "XACK", ids: ["10-0"], reply: "1" });
      for (let number = 0; number < 100; number++) run.wire({ ...read, at: 100 + number });
      return run.drain({ at: 500 });
    },
  },
  rules: [
    {
      id: "overload/busy-while-idle",
      meaning:
        "Reports `fail` if a role sent 100 commands or more on one connection within 200 ms, for each of its open subscriptions, " +
        "after every message of the load had settled and was handled, and after the last subscription had opened or closed. " +
        "A command that carries or returns a message, or names an entry, does not count.",
      hint: "Let a read wait at the server (BLOCK), or pause before the next one: look for a loop that goes on at once after an empty reply or an error.",
    },
    {
      id: "overload/busy-while-away",
      meaning:
        "Reports `fail` if, for 500 ms or more while Redis was away and nothing was published, the event loop never came to rest and " +
        "used half of a core or more. Only a variant that looks for it has these figures.",
      hint: "Wait for the connection by a promise or an event, and not in a loop of setImmediate, setTimeout 0 or process.nextTick.",
    },
    {
      id: "overload/connects-without-a-pause",
      meaning:
        "Reports `fail` if a role tried to connect 100 times or more, and 500 times a second or more, without success. It may be that " +
        "many for each of its subscriptions. Attempts of a bus in the process of the harness count.",
      hint: "Pause before the next attempt to connect, longer after each failure, with a random part: Redis gets all attempts at once when it is back.",
    },
  ],
};
