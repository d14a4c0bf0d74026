import type { Judge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/** Judges with a mistake about payloads. The names complete the sentence "a judge that ...". */
export const brokenPayloadJudges: Readonly<Record<string, Judge>> = {
  "takes each delivery of a payload that several messages have for the first of them":
    judgeThatMisreads((each) => {
      if (each.kind !== "publish" || each.type !== "invoke" || each.equals === undefined)
        return each;
      const { equals: _equals, ...own } = each;
      return own;
    }),
  "ignores damaged payloads": judgeThatMisreads((each) => {
    if (each.kind !== "deliver" || each.type !== "invoke") return each;
    const { damage: _damage, ...rest } = each;
    return { ...rest, message: "publisher-0/0" };
  }),
};
