import { optionList, type ValuesOf } from "../../option/option.ts";
import { refuseBoth } from "../../option/shared-options.ts";

/** The ways to Redis for which `init` writes a bus. `own` is a class of the user. */
const clientNames = ["ioredis", "redis", "bullmq", "own"] as const;
export type ClientName = (typeof clientNames)[number];

export const initOptions = optionList({
  client: {
    name: "client",
    kind: "choice",
    names: clientNames,
    defaultText: "own if a class is found, else the client that is installed",
    help: `the base of the bus: ${clientNames.join(", ")}`,
  },
  file: {
    name: "file",
    kind: "text",
    help: "the file of the class that publishes and subscribes, such as src/bus.ts",
  },
  ci: {
    name: "ci",
    kind: "flag",
    help: "write a GitHub workflow even if there is no .github folder",
  },
  yes: { name: "yes", kind: "flag", help: "ask nothing" },
  noRun: { name: "no-run", kind: "flag", help: "write the files and run no scenario" },
  force: { name: "force", kind: "flag", help: "replace files that are there already" },
});

export type InitValues = ValuesOf<typeof initOptions>;

/** @throws UsageError for options that contradict each other. */
export function checkInitOptions({ client, file }: InitValues): void {
  refuseBoth(
    [`--client ${client}`, client !== undefined && client !== "own"],
    ["--file", file !== undefined],
  );
}
