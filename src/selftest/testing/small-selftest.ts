import type { Seen } from "../judge-selftest.ts";
import type { Scope } from "../scope.ts";
import type { Sighting } from "../sighting.ts";

/** A selftest of two scenarios with a bus each, which passes with `smallSeen`. */
export const smallScope: Scope = {
  mode: "standard",
  zoo: ["forgets", "leaks"],
  scenarios: ["restart", "leak"],
  expectations: [
    { bus: "forgets", run: "restart/kill", finds: ["lost"], perhaps: ["late"], says: "unread" },
    { bus: "leaks", run: "leak/calm", finds: ["leak"], says: "timers" },
  ],
  vacuous: [{ bus: "idle", run: "restart/kill", says: "nothing arrived" }],
  witnesses: [
    { scenario: "restart", bus: "forgets" },
    { scenario: "leak", bus: "leaks" },
  ],
  provesWitnesses: true,
  cleanRuns: 3,
};

export const found = sighted({
  bus: "forgets",
  run: "restart/kill",
  verdict: "fail",
  kinds: ["lost"],
  says: ["fail lost: 3 messages, all unread"],
});

const leaking = sighted({
  bus: "leaks",
  run: "leak/calm",
  verdict: "fail",
  kinds: ["leak"],
  says: ["fail leak: 7 timers"],
});

export const idle = sighted({
  bus: "idle",
  run: "restart/kill",
  verdict: "unknown",
  says: ["unknown no-evidence: nothing arrived"],
});

export const elsewhere: readonly Sighting[] = [
  sighted({ bus: "forgets", run: "leak/calm" }),
  sighted({ bus: "leaks", run: "restart/kill" }),
];

export const smallSeen: Seen = {
  planted: [found, leaking, idle, ...elsewhere],
  clean: [1, 2, 3].map((seed) => sighted({ seed })),
};

/** A run of a correct bus that passed, with what is different about it. */
export function sighted(changes: Partial<Sighting>): Sighting {
  return {
    bus: "correct",
    run: "restart/kill",
    seed: 1,
    verdict: "pass",
    kinds: [],
    says: [],
    durationMs: 1000,
    ...changes,
  };
}

/** What was seen, with the run of one bus replaced. */
export function instead(sighting: Sighting): Seen {
  const isOther = ({ bus, run }: Sighting): boolean => bus !== sighting.bus || run !== sighting.run;
  return { ...smallSeen, planted: [...smallSeen.planted.filter(isOther), sighting] };
}
