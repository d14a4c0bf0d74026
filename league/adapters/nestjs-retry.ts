import type { BusModule } from "../../src/bus/contract.ts";
import { nestjs } from "./parts/nestjs.ts";

/** @nestjs/microservices with the retries that its documents advise. */
export const bus: BusModule = nestjs("nestjs-retry", { retryAttempts: 1_000_000, retryDelay: 500 });
