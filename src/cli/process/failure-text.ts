import { ChaosError, errorText, exitCodes } from "../../errors.ts";
import { redactUrl } from "../../fixtures/redact-url.ts";
import { oneLine } from "../../report/text/plain-text.ts";

/** Returns the error on one line, without credentials. */
export function failureMessage(error: unknown): string {
  return oneLine(redactUrls(errorText(error)));
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
  return error instanceof ChaosError ? error.exitCode : exitCodes.harness;
}

function hintOf(error: unknown): string | undefined {
  if (error instanceof ChaosError && error.hint !== undefined) return error.hint;
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
