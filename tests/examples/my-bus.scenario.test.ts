import { describeScenarios } from "../../src/vitest/index.ts";
import { bus } from "./my-bus.ts";

describeScenarios(bus, { scenarios: ["restart", "partition", "fan-out"] });
