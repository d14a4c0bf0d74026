import { describeScenarios } from "../../../src/vitest/index.ts";
import { bus } from "../../../src/zoo/drops-while-offline.ts";

const reports = process.env["REPORTS"] ?? "reports";

describeScenarios(bus, { scenarios: ["restart/sigterm-1s", "fan-out/calm"], reports });
