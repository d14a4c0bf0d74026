import { ChaosError, type ChaosErrorOptions } from "../../errors.ts";

/** The error of a publish that the bus does not acknowledge. */
export class PublishError extends ChaosError {
  override readonly name = "PublishError";
  override readonly code = "CHAOS_PUBLISH";
  /** `"rejected"` if the message certainly was not stored; `undefined` if that is in doubt. */
  readonly outcome: "rejected" | undefined;

  constructor(
    message: string,
    options: ChaosErrorOptions & { outcome?: "rejected" | undefined } = {},
  ) {
    super(message, options);
    this.outcome = options.outcome;
  }
}

/** The error for a message that certainly was not stored. */
export function rejected(message: string, options: ChaosErrorOptions = {}): PublishError {
  return new PublishError(message, { ...options, outcome: "rejected" });
}

/** The error for a message that may or may not have been stored. */
export function inDoubt(message: string, options: ChaosErrorOptions = {}): PublishError {
  return new PublishError(`${message}; it may have been stored`, {
    hint: "Publish it again only if its consumers tell duplicates apart.",
    ...options,
  });
}
