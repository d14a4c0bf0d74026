import { ChaosError, errorText, exitCodes } from "../../errors.ts";
import { redactUrl } from "../../fixtures/redact-url.ts";
import { oneLine } from "../../report/text/plain-text.ts";

/** Returns the error on one line, without credentials. */
export function failureMessage(error: unknown): string {
  return oneLine(redactUrls(errorText(firstError(error))));
}

/** Returns the error and its hint. Adds the stack for a bug of the harness, or if asked. */
export function failureText(error: unknown, verbose: boolean): string {
  const lines = [`chaos: ${failureMessage(error)}`];
  const hint = hintOf(error);
  if (hint !== undefined) lines.push(`  ${oneLine(redactUrls(hint))}`);
  if (verbose || exitCodeOfError(error) === exitCodes.harness) lines.push(...stackLines(error));
  return lines.join("\n");
}

/** Returns the exit code for an error. An error that is not raised on purpose is the harness's own. */
export function exitCodeOfError(error: unknown): number {
  const first = firstError(error);
  return first instanceof ChaosError ? first.exitCode : exitCodes.harness;
}

/**
 * Returns the error that happened first. Closing what is open after an error may fail too, for example
 * because the same server still does not answer; the second error then wraps the first.
 */
export function firstError(error: unknown): unknown {
  let first = error;
  while (first instanceof SuppressedError) first = first.suppressed ?? first.error;
  return first;
}

function hintOf(error: unknown): string | undefined {
  const first = firstError(error);
  if (first instanceof ChaosError && first.hint !== undefined) return first.hint;
  if (exitCodeOfError(error) !== exitCodes.harness) return undefined;
  return "This is a fault of the harness, not a verdict on the bus. Please report it with the lines below.";
}

const mostStackLines = 30;

function stackLines(error: unknown): string[] {
  const lines: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && lines.length < mostStackLines) {
    lines.push(...(current.stack ?? "").split("\n"));
    current = current.cause;
  }
  return lines.slice(0, mostStackLines).map((line) => `  ${oneLine(redactUrls(line))}`);
}

function redactUrls(text: string): string {
  return text.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/giu, (found) => redactUrl(found));
}
