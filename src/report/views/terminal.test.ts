import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileReport,
  lossyResult,
  lostFinding,
  someReport,
  someResult,
} from "../../../tests/support/report-fixtures.ts";
import { renderTerminal, renderVerdict, renderVerdictLine } from "./terminal.ts";

describe("the summary for a terminal", () => {
  test("the summary ends with the verdict and the command that repeats the run", () => {
    const report = someReport([lossyResult(), someResult({ variant: "sigterm-1s" })]);
    expect(renderTerminal(report).split("\n").slice(-2)).toEqual([
      "✗ fail: 1 fail, 1 pass",
      "repeat with: npm run chaos -- --scenario restart --bus streams --seed 42",
    ]);
  });

  test("the summary gives a scenario that passes one line, with its slowest figures and variants", () => {
    const latency = { publishP50Ms: 1, publishP99Ms: 4, deliveryP50Ms: 2, deliveryP99Ms: 9 };
    const slow = someResult({
      variant: "x",
      recovery: { lowerMs: 0, upperMs: 2_400, limitMs: 30_000 },
      latency: { ...latency, deliverySlowestMs: 3_100 },
    });
    const [line, next] = renderTerminal(someReport([someResult(), slow])).split("\n");
    expect(line).toBe(
      "✓ restart  2 of 2 pass  up to 9 s  0 lost  6 (allowed) duplicated  slowest recovery 2.4 s (x)  " +
        "slowest delivery 3.1 s (x)",
    );
    expect(next).toBe("");
  });

  test("the summary shows a remark of several runs once, below the line of the scenario", () => {
    const one = someResult({ remarks: ["publish() resolved without an id for 2 of 9 messages"] });
    const other = someResult({
      variant: "x",
      remarks: ["publish() resolved without an id for 3 of 8 messages"],
    });
    const lines = renderTerminal(someReport([one, other])).split("\n");
    expect(lines[1]).toBe(
      "    ! publish() resolved without an id for 2 of 9 messages (also in 1 other run)",
    );
    expect(lines[2]).toBe("");
  });

  test("the summary shows the counts and the latencies of a single run that passes", () => {
    const latency = { publishP50Ms: 1, publishP99Ms: 4, deliveryP50Ms: 2, deliveryP99Ms: 9 };
    const text = renderTerminal(someReport([someResult({ latency })]));
    expect(text).toContain(
      "    990 acknowledged, 8 in doubt, 2 rejected, 995 delivered, canaries 4; " +
        "publish p50 1 ms, p99 4 ms; delivery p50 2 ms, p99 9 ms\n",
    );
  });

  test("the summary has a line for each run that did not pass, with the thing to repair", () => {
    const report = someReport([lossyResult(), someResult({ variant: "x" })]);
    expect(renderTerminal(report).split("\n").slice(0, 2)).toEqual([
      "✗ restart  1 of 2 pass  up to 9 s  12 lost  6 (allowed) duplicated  slowest recovery 1.1 s (sigkill-1s)",
      "    ✗ sigkill-1s  lost 12  duplicated 3 (allowed)  in doubt 8  recovery 900 ms to 1.1 s    silent  → 1",
    ]);
  });

  test("the summary lists one cause of several runs once, with advice and commands of the worst run", () => {
    const cause = { name: "stuck pending", text: "Redis handed publisher-0/17 to a consumer" };
    const worst = lossyResult({
      variant: "x",
      directory: "reports/x",
      command: "npx bus-chaos --scenario restart --variant x",
      findings: [{ ...lostFinding, count: 12, cause, advice: "Read with id 0." }],
    });
    const fewer = [{ ...lostFinding, count: 3, cause, advice: "Read with id 0." }];
    const report = someReport([lossyResult({ findings: fewer }), worst, someResult()]);
    const lines = renderTerminal(report).split("\n");
    const start = lines.indexOf("1. ✗ lost/never-received: stuck pending, in 2 of 3 runs");
    expect(lines.slice(start + 1, start + 7)).toEqual([
      "   restart/x, restart/sigkill-1s",
      "   Redis handed publisher-0/17 to a consumer.",
      "   12 of 990 lost, past the group's position.",
      "   → Read with id 0.",
      "   explain with: npx bus-chaos explain reports/x publisher-0/17",
      "   repeat with: npx bus-chaos --scenario restart --variant x",
    ]);
    expect(lines.filter((line) => line.includes("never-received"))).toHaveLength(1);
  });

  test("the summary at the end of a run fits one screen, and names the command that shows all of it", () => {
    const findings = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => ({
      ...lostFinding,
      cause: { name, text: `reason ${name} ${"word ".repeat(60)}` },
      advice: `advice ${name} ${"word ".repeat(60)}`,
    }));
    const report = someReport([lossyResult({ findings })]);
    const lines = renderTerminal(report, { folder: "reports/x", inFull: "npx x" }).split("\n");
    const shown = lines.slice(lines.indexOf("To repair, worst first"));
    expect(shown.length).toBeLessThanOrEqual(25);
    expect(shown).toContain("and 2 more; in full: npx x");
    expect(shown[1]).toBe("1. ✗ lost/never-received: a");
    expect(shown[2]).toMatch(/^ {3}reason a word/u);
    expect(shown[4]).toMatch(/^ {3}→ advice a word/u);
    expect(shown[6]).toMatch(/^ {3}explain with: npx bus-chaos explain /u);
    expect(shown.filter((line) => /^\d\. ✗/u.test(line))).toHaveLength(6);
    expect(shown.filter((line) => line.includes("→ advice"))).toHaveLength(6);
    expect(renderTerminal(report).split("\n").length).toBeGreaterThan(60);
  });

  test("the summary at the end of a run shows what fits one screen in full", () => {
    const report = someReport([lossyResult()]);
    const options = { folder: "reports/x", inFull: "npx x" };
    expect(renderTerminal(report, options)).toBe(renderTerminal(report, { folder: "reports/x" }));
  });

  test("the summary explains a finding without messages by its example", () => {
    const finding = { ...lostFinding, messages: [], example: "publisher-0/3" };
    const text = renderTerminal(someReport([lossyResult({ findings: [finding] })]));
    expect(text).toContain("explain with: npx bus-chaos explain");
    expect(text).toContain("publisher-0/3\n");
  });

  test("the summary shows a self-check apart, and does not count it with the runs of the bus", () => {
    const summary = "Self-check: 62 messages had to be lost, and bus-chaos noticed all 62.";
    const check = someResult({ variant: "self-check", selfCheck: true, summary });
    const text = renderTerminal(someReport([someResult(), check]));
    expect(text).toContain("✓ restart/sigkill-1s  1 of 1 pass");
    expect(text).toContain(`\n\n✓ restart/self-check  ${summary}\n`);
    expect(text).toContain("✓ pass: 1 pass, self-check passed\n");
  });

  test("the summary shows a repeated self-check once", () => {
    const check = someResult({
      variant: "self-check",
      selfCheck: true,
      summary: "Self-check: ok.",
    });
    const again = { ...check, repetition: 2, summary: "Self-check: also ok." };
    const text = renderTerminal(someReport([someResult(), check, again]));
    expect(text).toContain("✓ restart/self-check  Self-check: ok. It also passed in 1 more run.\n");
    expect(text).not.toContain("also ok");
  });

  test("a self-check that found nothing stands among the runs, because nothing else can be trusted", () => {
    const check = someResult({ variant: "self-check", selfCheck: true, verdict: "unknown" });
    const text = renderTerminal(someReport([someResult(), check], { verdict: "unknown" }));
    expect(text).toContain("? unknown: 1 unknown, 1 pass\n");
    expect(text).toContain("\n    ? self-check  ");
  });

  test("the summary only names what a failed run is unknown about besides", () => {
    const unknown = {
      ...lostFinding,
      verdict: "unknown",
      kind: "no-evidence",
      rule: "no-evidence/no-drain",
    } as const;
    const failed = lossyResult({ findings: [lostFinding, unknown] });
    const text = renderTerminal(someReport([failed]));
    expect(text).not.toContain("2. ?");
    expect(text).toContain(
      "\n\nRuns that failed could also not show everything: no-evidence/no-drain.\n",
    );
    const other = lossyResult({ verdict: "unknown", findings: [unknown] });
    expect(renderTerminal(someReport([failed, other]))).toContain("2. ? no-evidence/no-drain");
  });

  test("the summary breaks texts at the width of the terminal, and no command", () => {
    const summary = "word ".repeat(40).trim();
    const result = lossyResult({
      findings: [{ ...lostFinding, summary }],
      command: "x".repeat(90),
    });
    const lines = renderTerminal(someReport([result]), { width: 60 }).split("\n");
    const broken = lines.filter((line) => line.includes("word"));
    expect(broken.length).toBeGreaterThan(2);
    expect(Math.max(...broken.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines).toContain(`   repeat with: ${"x".repeat(90)}`);
  });

  test("the summary says once where the rules are explained, if there is anything to repair", () => {
    const text = renderTerminal(someReport([lossyResult(), lossyResult({ variant: "x" })]));
    expect(text.split("rules explained in docs/findings.md\n")).toHaveLength(2);
    const allowed = { ...lostFinding, verdict: "pass" } as const;
    const passing = renderTerminal(someReport([someResult({ findings: [allowed] })]));
    expect(passing).not.toContain("rules explained");
    expect(passing).not.toContain("To repair");
  });

  test("the summary with --verbose shows every finding of every run", () => {
    const allowed = { ...lostFinding, verdict: "pass", summary: "allowed" } as const;
    const text = renderTerminal(someReport([someResult({ findings: [allowed] })]), {
      verbose: true,
    });
    expect(text).toContain("    ✓ pass lost/never-received: allowed\n");
  });

  test("the summary gives the reason why a scenario was not applicable", () => {
    const result = someResult({ verdict: "not-applicable", summary: "the bus claims no groups" });
    const text = renderTerminal(someReport([result], { verdict: "unknown" }));
    expect(text).toContain("– restart/sigkill-1s  not applicable\n");
    expect(text).toContain("    – sigkill-1s: not applicable, the bus claims no groups\n");
  });

  test("the summary gives a reason for which several variants do not apply once", () => {
    const result = someResult({ verdict: "not-applicable", summary: "the bus claims no groups" });
    const results = [someResult(), { ...result, variant: "x" }, { ...result, variant: "y" }];
    const text = renderTerminal(someReport(results));
    expect(text).toContain("    – x, y: not applicable, the bus claims no groups\n");
  });

  test("the summary shows the evidence of faults only if asked", () => {
    const evidence = [{ what: "run id changed", seen: false }];
    const faults = [{ name: "SIGKILL redis", injectedAtMs: 1_000, healedAtMs: 2_000, evidence }];
    const report = someReport([someResult({ faults })]);
    expect(renderTerminal(report)).not.toContain("run id changed");
    expect(renderTerminal(report, { verbose: true })).toContain("not seen: run id changed");
  });

  test("the summary tells that the run was interrupted, and which error stopped it", () => {
    const report = someReport([], { interrupted: true, error: "redis would not start" });
    expect(renderTerminal(report)).toContain("stopped early: redis would not start");
    expect(renderTerminal(report, { errorShown: true })).not.toContain("redis would not start");
    expect(renderVerdictLine(report)).toBe("? unknown: nothing was run, interrupted");
  });

  test("a quiet summary names the runs that did not pass, and where the report is", () => {
    const report = someReport([lossyResult(), someResult({ variant: "sigterm-1s" })]);
    expect(renderVerdict(report, { folder: "reports/x" }).split("\n")).toEqual([
      "  ✗ restart/sigkill-1s",
      "report in reports/x",
      "✗ fail: 1 fail, 1 pass",
    ]);
    expect(renderVerdict(someReport([someResult()]), { folder: "reports/x" })).toBe(
      "✓ pass: 1 pass",
    );
  });

  test("the summary says where the bus printed what, beside a failure only", () => {
    const printed = { lines: 12, last: ["1.2 publisher-0 connection refused"] };
    const failed = renderTerminal(someReport([lossyResult({ printed })]));
    expect(failed).toContain("The bus printed at last (all of it is in bus.log of the run): 1.2");
    expect(renderTerminal(someReport([someResult({ printed })]))).not.toContain("printed");
  });

  test("the summary has a table for repeated runs", () => {
    const report = someReport([lossyResult(), someResult({ repetition: 2 })]);
    expect(renderTerminal(report)).toMatch(/restart\/sigkill-1s on streams +2 +1 +1 +12 \/ 12/u);
  });

  test("the summary lets no text of the bus steer the terminal or the CI runner", () => {
    const text = renderTerminal(hostileReport(), { verbose: true });
    expect(ciCommandsIn(text)).toEqual([]);
    expect(controlCharactersIn(text)).toEqual([]);
  });
});
