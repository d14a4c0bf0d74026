import { expect, test } from "vitest";

import { someResult } from "../../../tests/support/report-fixtures.ts";
import type { Result } from "../../report/model/run-report.ts";
import { environmentErrors } from "./environment-errors.ts";

test("a run in which Redis died ends the command with exit code 69", () => {
  const died = {
    kind: "no-evidence" as const,
    rule: "no-evidence/redis-died" as const,
    verdict: "unknown" as const,
    summary: "Redis died",
    messages: [],
    operations: [],
  } satisfies Result["findings"][number];
  expect(environmentErrors({ results: [someResult({ findings: [died] })] })).toEqual([69]);
  expect(environmentErrors({ results: [someResult({ findings: [] })] })).toEqual([]);
});
