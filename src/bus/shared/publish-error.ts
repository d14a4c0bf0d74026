import { ChaosError, type ChaosErrorOptions } from "../../errors.ts";

/** A publish the bus does not vouch for. */
export class PublishError extends ChaosError {
  override readonly name = "PublishError";
  override readonly code = "CHAOS_PUBLISH";
  /** `"rejected"` if the message certainly was not stored; otherwise it is in doubt. */
  readonly outcome: "rejected" | undefined;

  constructor(
    message: string,
    options: ChaosErrorOptions & { outcome?: "rejected" | undefined } = {},
  ) {
    super(message, options);
    this.outcome = options.outcome;
  }
}

export function rejected(message: string, options: ChaosErrorOptions = {}): PublishError {
  return new PublishError(message, { ...options, outcome: "rejected" });
}

export function inDoubt(message: string, options: ChaosErrorOptions = {}): PublishError {
  return new PublishError(`${message}; it may have been stored`, {
    hint: "Publish it again only if its consumers tell duplicates apart.",
    ...options,
  });
}
