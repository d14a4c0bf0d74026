import { describeScenarios } from "../../../src/vitest/index.ts";
import { bus } from "../../examples/my-bus.ts";

const reports = process.env["REPORTS"] ?? "reports";
const module = new URL("../../examples/my-bus.ts", import.meta.url);
const scenarios = ["consumer-crash/restarted"];

describeScenarios(bus, { scenarios, module, reports });
describeScenarios(bus, { scenarios: ["restart/sigterm-1s"], module, isolate: true, reports });
describeScenarios({ ...bus, name: "no module" }, { scenarios, reports });
describeScenarios({ ...bus, name: "of another module" }, { scenarios, module, reports });
