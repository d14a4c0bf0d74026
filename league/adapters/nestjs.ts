import type { BusModule } from "../../src/bus/contract.ts";
import { nestjs } from "./parts/nestjs.ts";

/** @nestjs/microservices with the defaults of its Redis transport. */
export const bus: BusModule = nestjs("nestjs", {});
