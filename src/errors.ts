/** What the process exits with. A verdict never uses a code above 3, a broken run never one below. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  regressed: 3,
  usage: 64,
  environment: 69,
  harness: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export interface ChaosErrorOptions {
  /** The next thing to try, as a full sentence. Printed below the message. */
  hint?: string;
  cause?: unknown;
}

/**
 * The base of every error that bus-chaos raises on purpose. It is never a verdict: a bus that loses
 * messages gives findings, an error means that no judgement was possible.
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

/** The command line or a bus module is wrong; nothing was started. */
export class UsageError extends ChaosError {
  override readonly name = "UsageError";
  override readonly code = "CHAOS_USAGE";
  override readonly exitCode = exitCodes.usage;
}

/** Something the run stands on is missing or does not answer: Redis, a link, a writable folder. */
export class EnvironmentError extends ChaosError {
  override readonly name: string = "EnvironmentError";
  override readonly code = "CHAOS_ENVIRONMENT";
  override readonly exitCode = exitCodes.environment;
}

/** A fault was asked for that this link or this Redis cannot do. Raised before anything starts. */
export class UnsupportedFaultError extends EnvironmentError {
  override readonly name = "UnsupportedFaultError";
}

/** The harness itself is wrong. */
export class HarnessError extends ChaosError {
  override readonly name = "HarnessError";
}

/** A wait ran into its limit. The message says what was waited for and for how long. */
export class WaitTimeoutError extends ChaosError {
  override readonly name = "WaitTimeoutError";
  override readonly code = "CHAOS_WAIT_TIMEOUT";
}

/** The text of anything that was thrown, on one line. Never throws, whatever a bus under test threw. */
export function errorText(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return String(thrown);
    const own = thrown.message === "" ? thrown.constructor.name : thrown.message;
    return own.replaceAll(/\s*\n\s*/g, " ");
  } catch {
    return "something that has no text";
  }
}
