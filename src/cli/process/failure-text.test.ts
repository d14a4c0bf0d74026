import { describe, expect, test } from "vitest";

import { EnvironmentError, UsageError } from "../../errors.ts";
import { exitCodeOfError, failureText } from "./failure-text.ts";

describe("failureText", () => {
  test("failureText says what is wrong and what to do, without a stack", () => {
    const error = new UsageError('unknown scenario "x"', { hint: "Did you mean y?" });
    expect(failureText(error, false)).toBe('chaos: unknown scenario "x"\n  Did you mean y?');
  });

  test("failureText adds the stack if asked, and for a fault of the harness", () => {
    expect(failureText(new EnvironmentError("no Redis"), true)).toContain("failure-text.test.ts");
    const text = failureText(new TypeError("undefined is not a function"), false);
    expect(text).toContain("fault of the harness");
    expect(text).toContain("failure-text.test.ts");
  });

  test("failureText shows the causes with the stack", () => {
    const error = new EnvironmentError("no Redis", { cause: new Error("connect ECONNREFUSED") });
    expect(failureText(error, true)).toContain("connect ECONNREFUSED");
  });

  test("failureText holds no password and no escape code", () => {
    const error = new Error("\u001b[31mcannot reach redis://user:hunter2@host:6379/0");
    const text = failureText(error, true);
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("\u001b");
  });

  test("exitCodeOfError gives the exit code for the kind of the error", () => {
    const errors = [new UsageError("x"), new EnvironmentError("x"), new Error("x"), "thrown text"];
    expect(errors.map(exitCodeOfError)).toEqual([64, 69, 70, 70]);
  });
});

test("the error that happened first decides, if closing what was open failed too", () => {
  const first = new EnvironmentError("Toxiproxy did not answer", { hint: "Restart it." });
  const both = new SuppressedError(new Error("still no answer"), first, "suppressed");
  expect(exitCodeOfError(both)).toBe(69);
  expect(failureText(both, false)).toBe("chaos: Toxiproxy did not answer\n  Restart it.");
});
