import { expect, test } from "vitest";

import {
  hostileReport,
  lossyResult,
  someReport,
  someResult,
} from "../../../tests/support/report-fixtures.ts";
import { renderAnnotations } from "./annotations.ts";

test("each scenario that failed has one annotation, of its worst run", () => {
  const annotations = renderAnnotations(
    someReport([
      someResult({ variant: "a", verdict: "unknown" }),
      lossyResult({ variant: "b" }),
      lossyResult({ scenario: "fan-out", variant: "calm" }),
      someResult({ scenario: "leak" }),
    ]),
  );
  expect(annotations.map((each) => each.slice(0, 70))).toEqual([
    expect.stringContaining("::error title=✗ restart/b on streams::12 of 990 lost"),
    expect.stringContaining("::error title=✗ fan-out/calm on streams::12 of 990 lost"),
  ]);
  expect(annotations[0]).toContain("%0Aexplain with: npx bus-chaos explain");
  expect(annotations[0]).toContain("%0Aand 1 more of restart");
});

test("a scenario that proves nothing has a warning, and one that passes has none", () => {
  const unknown = someResult({ verdict: "unknown", summary: "100 % busy" });
  expect(renderAnnotations(someReport([unknown]))[0]).toMatch(
    /^::warning title=\? restart\/sigkill-1s on streams::100 %25 busy/u,
  );
  expect(renderAnnotations(someReport([someResult()]))).toEqual([]);
});

test("a bus cannot add a command of its own to an annotation", () => {
  for (const annotation of renderAnnotations(hostileReport())) {
    expect(annotation).not.toContain("\n");
    expect(annotation.slice(2)).not.toMatch(/^::/mu);
  }
});
