// The exports of the package: the types of the bus contract, and the configuration.
export {
  type Bus,
  type BusContext,
  type BusLogger,
  type BusMessage,
  type BusModule,
  type BusNotice,
  type DeliveryGuarantee,
  deliveryGuarantees,
  type Guarantees,
  isCertainRejection,
  type MessageHandler,
  type NoticeKind,
  noticeKinds,
  type OrderingGuarantee,
  orderingGuarantees,
  type StartPosition,
  type SubscribeOptions,
  type Subscription,
} from "./bus/contract.ts";
export { type ChaosConfig, defineConfig } from "./config/chaos-config.ts";
