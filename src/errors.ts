/** The exit codes of the command line. 0 to 2 are verdicts; higher codes mean that there is no verdict. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  usage: 64,
  environment: 69,
  harness: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export interface ChaosErrorOptions {
  /** The next step for the user, as a full sentence. Printed below the message. */
  hint?: string;
  cause?: unknown;
}

/**
 * The base of all errors that bus-chaos throws on purpose. A bus that loses messages gives findings and
 * no error; an error means that no judgement was possible.
 */
export class ChaosError extends Error {
  override readonly name: string = "ChaosError";
  readonly code: string = "CHAOS_HARNESS";
  readonly exitCode: number = exitCodes.harness;
  readonly hint: string | undefined;

  constructor(message: string, options: ChaosErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The command line or a bus module is wrong. */
export class UsageError extends ChaosError {
  override readonly name = "UsageError";
  override readonly code = "CHAOS_USAGE";
  override readonly exitCode = exitCodes.usage;
}

/** Redis, a link or a writable folder is missing or does not answer. */
export class EnvironmentError extends ChaosError {
  override readonly name: string = "EnvironmentError";
  override readonly code = "CHAOS_ENVIRONMENT";
  override readonly exitCode = exitCodes.environment;
}

/** This link or this Redis cannot inject the fault. Thrown before anything starts. */
export class UnsupportedFaultError extends EnvironmentError {
  override readonly name = "UnsupportedFaultError";
}

/** The harness itself has a bug. */
export class HarnessError extends ChaosError {
  override readonly name = "HarnessError";
}

/** A wait reached its limit. The message says how long it waited, and for what. */
export class WaitTimeoutError extends ChaosError {
  override readonly name = "WaitTimeoutError";
  override readonly code = "CHAOS_WAIT_TIMEOUT";
}

/** Returns the text of a thrown value on one line. Never throws, whatever a bus under test threw. */
export function errorText(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return String(thrown);
    const own = thrown.message === "" ? thrown.constructor.name : thrown.message;
    return own.replaceAll(/\s*\n\s*/g, " ");
  } catch {
    return "something that has no text";
  }
}
