import { expect, test } from "vitest";

import { judgedRun, someTitle } from "../../tests/support/report-fixtures.ts";
import type { Finding } from "../judging/finding/finding.ts";
import { acceptFindings, unseenAccepted } from "./accept-findings.ts";
import type { JudgedRun } from "./run-record.ts";

const base = { messages: [], operations: [], verdict: "fail" } as const;
const lost: Finding = { ...base, kind: "lost", rule: "lost/never-received", summary: "lost 3" };
const leak: Finding = { ...base, kind: "leak", rule: "leak/growth", summary: "1 more a round" };
const blind: Finding = {
  ...base,
  kind: "no-evidence",
  rule: "no-evidence/nothing-published",
  verdict: "unknown",
  summary: "nothing was published",
};

function failedRun(...findings: readonly Finding[]): JudgedRun {
  const { judgement } = judgedRun();
  return judgedRun({
    judgement: { ...judgement, verdict: "fail", summary: findings[0]?.summary ?? "", findings },
  });
}

const place = `${someTitle.scenario}/${someTitle.variant}`;

test.each([
  ["its rule", { rule: "lost/never-received" }],
  ["its kind", { rule: "lost" }],
  ["its rule in its scenario", { rule: "lost", in: someTitle.scenario }],
  ["its rule in its variant", { rule: "lost", in: place }],
])(
  "a run whose only failure is accepted by %s passes, and the finding has the reason",
  (_by, given) => {
    const { judgement } = acceptFindings(failedRun(lost), [{ ...given, reason: "ticket 7" }]);
    expect(judgement.verdict).toBe("pass");
    expect(judgement.summary).toBe("accepted: lost 3");
    expect(judgement.findings).toMatchObject([{ rule: lost.rule, accepted: "ticket 7" }]);
  },
);

test.each([
  ["another rule", { rule: "lost/while-connected" }],
  ["another scenario", { rule: "lost", in: "fan-out" }],
  ["another variant", { rule: "lost", in: "restart/other" }],
])("a run stays failed if %s is accepted", (_what, given) => {
  const run = failedRun(lost);
  expect(acceptFindings(run, [{ ...given, reason: "x" }])).toBe(run);
});

test("a failure that is not accepted still decides, and so does missing evidence", () => {
  const accepted = [{ rule: "lost", reason: "x" }];
  const failed = acceptFindings(failedRun(lost, leak), accepted).judgement;
  expect([failed.verdict, failed.summary]).toEqual(["fail", "1 more a round"]);
  const unknown = acceptFindings(failedRun(lost, blind), accepted).judgement;
  expect([unknown.verdict, unknown.summary]).toEqual(["unknown", "nothing was published"]);
});

test("missing evidence cannot be accepted", () => {
  const run = failedRun(blind);
  expect(acceptFindings(run, [{ rule: "no-evidence", reason: "x" }])).toBe(run);
});

test("accepting twice changes nothing", () => {
  const accepted = [{ rule: "lost", reason: "x" }];
  const once = acceptFindings(failedRun(lost), accepted);
  expect(acceptFindings(once, accepted)).toBe(once);
});

test("an accepted finding that no run of its place had is unseen; one whose place did not run is not", () => {
  const accepted = [
    { rule: "lost", reason: "seen" },
    { rule: "leak", in: place, reason: "unseen" },
    { rule: "leak", in: "leak/calm", reason: "not run" },
    { rule: "leak", reason: "without a place" },
  ];
  const records = [acceptFindings(failedRun(lost), accepted)];
  expect(unseenAccepted(records, accepted).map(({ reason }) => reason)).toEqual(["unseen"]);
});
