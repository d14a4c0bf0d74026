import type { Judge } from "../compare-judges.ts";
import { realJudge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/** Judges with one planted mistake each about messages that fail, as in broken-judges.ts. */
export const brokenRetryJudges: Readonly<Record<string, Judge>> = {
  "takes a message with which the handler never succeeds for one that can be handled":
    judgeThatMisreads((each) => {
      if (each.kind !== "deliver" || each.type !== "invoke") return each;
      const { neverSucceeds: _neverSucceeds, ...rest } = each;
      return rest;
    }),
  "ignores the dead letters": judgeThatMisreads((each) =>
    each.kind === "dead-letters" ? { ...each, type: "ok", letters: [] } : each,
  ),
  "counts a message once, however many dead letters it has": judgeThatMisreads((each) =>
    each.kind === "dead-letters" && each.letters
      ? { ...each, letters: each.letters.slice(0, 1) }
      : each,
  ),
  "does not read what a dead letter says": judgeThatMisreads((each) =>
    each.kind === "dead-letters" && each.letters
      ? { ...each, letters: each.letters.map((letter) => ({ ...letter, fields: [] })) }
      : each,
  ),
  "trusts dead letters that could not be read": judgeThatMisreads((each) => {
    if (each.kind !== "dead-letters") return each;
    const { error: _error, ...rest } = each;
    return { ...rest, type: "ok" };
  }),
  "ignores the claim to retry": (run) => {
    const { guarantees } = run.header;
    if (guarantees.retries.maxAttempts === 0) return realJudge(run);
    const claims = { ...guarantees, retries: { maxAttempts: 0 } };
    return realJudge({ ...run, header: { ...run.header, guarantees: claims } });
  },
  "ignores the claim of dead letters": (run) => {
    const { guarantees } = run.header;
    if (!guarantees.deadLetters) return realJudge(run);
    const claims = { ...guarantees, deadLetters: false };
    return realJudge({ ...run, header: { ...run.header, guarantees: claims } });
  },
};
