import { describe, expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { CommandAct, CommandFault } from "../../link/contract/command-point.ts";
import type { ArmedCommandFault, CommandStrike, Link } from "../../link/contract/link.ts";
import { createArmedFaults } from "./armed-faults.ts";

const point = {
  role: "publisher-0",
  connection: "commands",
  command: "XADD",
  key: "stream:orders",
  occurrence: 7,
};

/** Arms a fault on a link that the test controls. */
function armFault(act: CommandAct) {
  const drafts: OperationDraft[] = [];
  const struck = Promise.withResolvers<CommandStrike>();
  const abandoned = Promise.withResolvers<void>();
  const armed: CommandFault[] = [];
  let heals = 0;
  const atLink: ArmedCommandFault = {
    struck: struck.promise,
    abandoned: abandoned.promise,
    heal: async () => void heals++,
  };
  const arm = (fault: CommandFault): ArmedCommandFault => {
    armed.push(fault);
    return atLink;
  };
  let open = (_link: Link): void => {};
  const faults = createArmedFaults({
    recorder: { record: (draft) => drafts.push(draft) },
    roles: {
      onLink: (listener) => void (open = listener),
      links: new Map(),
      linksFollow: async () => {},
    },
    processes: { kill: async () => {} },
    redis: {
      kill: async () => {},
      startAgain: async () => Promise.reject(new Error("not killed")),
    },
  });
  const waiting = faults.arm({ point, position: "before-reply", act }, 0);
  return {
    faults,
    waiting,
    armed,
    struck,
    abandoned,
    heals: () => heals,
    openLink: (role: string) => open({ role, commands: { arm, observe: () => {} } } as never),
    said: () =>
      drafts.map((draft) =>
        draft.kind === "fault" ? `${draft.action} ${draft.type}` : draft.kind,
      ),
    evidence: () =>
      drafts.flatMap((draft) =>
        draft.kind === "fault" && "evidence" in draft ? draft.evidence : [],
      ),
  };
}

const strike: CommandStrike = { atMs: 0, connection: 1, point };

describe("an armed fault", () => {
  test("an armed fault is armed on the link of its role alone", () => {
    const { armed, openLink } = armFault({ kind: "rst" });
    openLink("subscriber-0");
    expect(armed).toEqual([]);
    openLink("publisher-0");
    expect(armed).toHaveLength(1);
  });

  test("an armed fault is recorded as healed at its strike if a bus can reconnect at once", async () => {
    const { faults, openLink, struck, said, evidence } = armFault({ kind: "blackhole" });
    openLink("publisher-0");
    struck.resolve(strike);
    await struck.promise;
    await faults.settled();
    expect(said()).toEqual(["inject invoke", "heal invoke", "inject ok", "heal ok"]);
    expect(evidence()).toEqual([
      {
        what: "struck at publisher-0 commands XADD stream:orders #7",
        seen: true,
        detail: "connection 1",
      },
    ]);
  });

  test("a stall lasts until the client has closed the connection", async () => {
    const { faults, openLink, struck, abandoned, said, heals } = armFault({ kind: "stall" });
    openLink("publisher-0");
    struck.resolve(strike);
    await struck.promise;
    expect(said()).toEqual(["inject invoke", "inject ok"]);
    abandoned.resolve();
    await faults.settled();
    expect(said().slice(2)).toEqual(["heal invoke", "heal ok"]);
    expect(heals()).toBe(1);
  });

  test("a stall lasts until it is released", async () => {
    const { waiting, openLink, struck, said, heals } = armFault({ kind: "stall" });
    openLink("publisher-0");
    expect(waiting.hasStruck()).toBe(false);
    struck.resolve(strike);
    await waiting.struck;
    expect(waiting.hasStruck()).toBe(true);
    expect(said()).toEqual(["inject invoke", "inject ok"]);
    await waiting.release();
    expect(said().slice(2)).toEqual(["heal invoke", "heal ok"]);
    expect(heals()).toBe(1);
  });

  test("a delay is not over before the delayed command has passed", async () => {
    const { faults, waiting, openLink, struck, said } = armFault({ kind: "delay", delayMs: 2000 });
    openLink("publisher-0");
    struck.resolve(strike);
    await waiting.struck;
    expect(said()).toEqual(["inject invoke", "heal invoke", "inject ok", "heal ok"]);
    const turn = new Promise((resolve) => setImmediate(resolve, "a turn"));
    expect(await Promise.race([faults.settled(), turn])).toBe("a turn");
  });

  test("an armed fault is taken away if it is released before its command comes", async () => {
    const { faults, waiting, openLink, said, evidence, heals } = armFault({ kind: "stall" });
    openLink("publisher-0");
    await waiting.release();
    expect(heals()).toBe(1);
    expect(said()).toEqual([]);
    await faults.end();
    expect(evidence().map(({ seen }) => seen)).toEqual([false]);
  });

  test("an armed fault has no evidence if its command never came", async () => {
    const { faults, openLink, evidence, heals } = armFault({ kind: "fin" });
    openLink("publisher-0");
    await faults.end();
    expect(evidence()).toEqual([
      {
        what: "struck at publisher-0 commands XADD stream:orders #7",
        seen: false,
        detail:
          "no such command came; does the connection name commands or the key stream:orders change from run to run?",
      },
    ]);
    expect(heals()).toBe(1);
  });

  test("an armed fault has no evidence if its role never opened a link", async () => {
    const { faults, evidence } = armFault({ kind: "fin" });
    await faults.end();
    expect(evidence().map(({ seen }) => seen)).toEqual([false]);
  });
});
