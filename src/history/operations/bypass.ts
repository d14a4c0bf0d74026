import type { OperationBase } from "./operation-base.ts";

/** A connection to a Redis that only this run uses, which came neither through a link nor from the harness. */
export interface Bypass extends OperationBase {
  readonly kind: "bypass";
  readonly type: "info";
  /** The name of the connection, or its address if it has no name. */
  readonly client: string;
  /** The last command that Redis got on it, in lower case. */
  readonly command?: string;
}
