/** A message on its way into its stream. */
export interface Draft {
  readonly topic: string;
  readonly key: string;
  /** Stored with the message, so that the outbox can find the message in the stream. */
  readonly messageId: string;
  readonly payload: string;
  readonly sequence: number;
  readonly expiresAtMs: number;
  readonly resolve: (streamId: string) => void;
  readonly reject: (error: Error) => void;
  /** For a draft in doubt: if the stream holds it, its id is greater than this one. */
  floor: string | undefined;
  settled: boolean;
}
