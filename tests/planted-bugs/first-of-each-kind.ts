import type { FindingKind } from "../../src/judging/finding/finding.ts";
import type { Expectation } from "../../src/selftest/expectation.ts";

/**
 * Picks expectations so that each kind of finding that they must find is among those of the picked ones: the first
 * one of each kind, unless one that is picked already must find that kind too.
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
