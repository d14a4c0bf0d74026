import type { FindingKind } from "../../src/judging/finding/finding.ts";
import type { Expectation } from "../../src/selftest/expectation.ts";

/**
 * Picks the first expectation of each kind of finding. Leaves an expectation out if the picked expectations must find
 * all its kinds already.
 */
export function firstOfEachKind<Some extends Pick<Expectation, "mustFind">>(
  expectations: readonly Some[],
): readonly Some[] {
  const found = new Set<FindingKind>();
  return expectations.filter(({ mustFind }) => {
    const isNew = mustFind.some((kind) => !found.has(kind));
    for (const kind of mustFind) found.add(kind);
    return isNew;
  });
}
