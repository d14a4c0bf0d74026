import type { Audit } from "./operations/audit-operation.ts";
import type { BusCallEnd, BusCallInvoke } from "./operations/bus-call-operations.ts";
import type { Bypass } from "./operations/bypass.ts";
import type { DeadLetters } from "./operations/dead-letters.ts";
import type { FaultInvoke, FaultEnd } from "./operations/fault-operations.ts";
import type { Keyspace } from "./operations/keyspace-operation.ts";
import type {
  PublishInvoke,
  PublishOk,
  PublishFail,
  DeliverInvoke,
  DeliverEnd,
} from "./operations/message-operations.ts";
import type { ProcessEnd } from "./operations/process-end.ts";
import type { RedisTrouble } from "./operations/redis-trouble.ts";
import type {
  Phase,
  Notice,
  Drain,
  Ready,
  Sample,
  StrayError,
} from "./operations/run-operations.ts";
import type {
  SubscribeInvoke,
  SubscribeEnd,
  CloseInvoke,
  CloseEnd,
} from "./operations/subscription-operations.ts";
import type { WireCommand, WireEnd, WirePush, WireOpaque } from "./operations/wire-operations.ts";

/**
 * An entry of a run's history. A call is recorded twice: as `invoke` before the harness makes it, and
 * as `ok`, `fail` or `info` when it settles. `fail` means that the call certainly did nothing, `info`
 * that it may or may not have done it. A phase, a notice and a sample are recorded once, as `info`.
 */
export type Operation =
  | PublishInvoke
  | PublishOk
  | PublishFail
  | DeliverInvoke
  | DeliverEnd
  | SubscribeInvoke
  | SubscribeEnd
  | CloseInvoke
  | CloseEnd
  | BusCallInvoke
  | BusCallEnd
  | FaultInvoke
  | FaultEnd
  | Phase
  | Ready
  | Notice
  | Drain
  | Audit
  | DeadLetters
  | Keyspace
  | Sample
  | StrayError
  | ProcessEnd
  | RedisTrouble
  | Bypass
  | WireCommand
  | WirePush
  | WireOpaque
  | WireEnd;

/** An operation before the recorder adds its index and its time. */
export type OperationDraft = Operation extends infer Each
  ? Each extends Operation
    ? Omit<Each, "index" | "timeMs">
    : never
  : never;
