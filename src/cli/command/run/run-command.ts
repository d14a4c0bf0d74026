import { foldersIn, planFolders } from "../../../report/files/plan-folders.ts";
import { buildReport } from "../../../report/model/build-report.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { acceptFindings, unseenAccepted } from "../../../run/accept-findings.ts";
import { judgeLateErrors } from "../../../run/judge-late-errors.ts";
import { keepHistories } from "../../../run/keep-histories.ts";
import type { AcceptedFinding } from "../../../run/plan/accepted-finding.ts";
import type { RunRequest } from "../../../run/plan/run-request.ts";
import type { RunTitle } from "../../../run/plan/run-title.ts";
import type { RunControl } from "../../../run/run-event.ts";
import type { RunRecord } from "../../../run/run-record.ts";
import { userCommand } from "../../../user-command.ts";
import type { ConfiguredValues, ReadConfig } from "../../option/configured-values.ts";
import { repeatWords } from "../../option/repeat-words.ts";
import { exitCodeOf } from "../../process/exit-code.ts";
import type { Output } from "../../process/output.ts";
import { openRunProgress } from "../../progress/open-run-progress.ts";
import type { RunProgress } from "../../progress/run-progress.ts";
import { createRunsApart } from "../../run-apart/run-apart.ts";
import { runLongCommand, type WorkPlace } from "../long-command.ts";
import { publishReport } from "../publish-report.ts";
import { reportContext } from "../report-context.ts";
import { dryRunJson, dryRunText } from "./dry-run.ts";
import { messagesHint } from "./messages-hint.ts";
import { resolveRequest, type ResolvedRequest } from "./resolve-request.ts";
import { runOfTitle } from "./run-of-title.ts";
import { defaultRepeats, repeatedRunOptions, type RunValues } from "./run-options.ts";

/** Runs the scenarios that the options name, writes and prints the report, and returns the exit code. */
export async function runCommand(
  values: RunValues,
  output: Output,
  config: ReadConfig,
): Promise<number> {
  const accepted = acceptedIn(config);
  const request = { ...(await resolveRequest(values)), accepted };
  const command = repeatCommand(values, request.seed, config.configured);
  if (values.dryRun) {
    output.data(values.json ? dryRunJson(request, command) : dryRunText(request, command));
    return exitCodeOf({ verdicts: ["pass"], errors: [] });
  }
  return await runAndPublish({ request, command, values, output, config });
}

/** The shape of the configuration has been checked. */
function acceptedIn({ configured }: ReadConfig): readonly AcceptedFinding[] {
  return (configured["accepted"] ?? []) as readonly AcceptedFinding[];
}

/** Returns the exact command that repeats the run. */
export function repeatCommand(
  values: RunValues,
  seed: number,
  configured: ConfiguredValues = {},
): string {
  return userCommand(...repeatWords(repeatedRunOptions, { ...values, seed }, configured));
}

/** Returns the command that repeats a single run of the command. */
export function repeatRunCommand(
  values: RunValues,
  title: RunTitle,
  configured: ConfiguredValues = {},
): string {
  const defaults = { repeat: defaultRepeats.always, ...configured };
  return userCommand(...repeatWords(repeatedRunOptions, runOfTitle(values, title), defaults));
}

interface Run {
  readonly request: ResolvedRequest & Required<Pick<RunRequest, "accepted">>;
  readonly command: string;
  readonly values: RunValues;
  readonly output: Output;
  readonly config: ReadConfig;
}

async function runAndPublish({ request, command, values, output, config }: Run): Promise<number> {
  const { out, quiet, verbose } = values;
  const { bus, seed } = request;
  const scenarios = request.scenarios.map(({ scenario }) => scenario.name);
  const records: RunRecord[] = [];
  const hint = messagesHint(request);
  if (hint !== undefined && !quiet) output.note(hint);
  return await runLongCommand(
    {
      planFolder: (startedAt) =>
        planFolders({ out, scenarios, bus: bus.name, seed, startedAt }).command,
      title: `${scenarios.join(", ")} on ${oneLine(bus.name)}, seed ${seed}`,
      config: config.path,
      quiet,
      verbose,
      openProgress: async () => await openRunProgress(output, quiet),
      work: async (place) => await collectRecords({ request, values, records }, place),
      publish: async (ended) => {
        const inOrder = judgeLateErrors(records)
          .map((record) => acceptFindings(record, request.accepted))
          .toSorted((one, other) => one.title.position - other.title.position);
        await keepHistories(inOrder, values.keep);
        const report = buildReport(inOrder, {
          ...reportContext(request, { ...ended, command }),
          unseenAccepted: unseenAccepted(inOrder, request.accepted),
          commandOf: (title) => repeatRunCommand(values, title, config.configured),
        });
        return await publishReport(report, {
          folder: ended.folder,
          values,
          output,
          shown: ended.error,
        });
      },
    },
    output,
  );
}

/** Keeps the record of each run as it ends, so that an error in a later run loses none. */
async function collectRecords(
  { request, values, records }: Collection,
  { folder: commandFolder, progress, signal }: WorkPlace<RunProgress>,
): Promise<void> {
  const { runScenarios } = await import("../../../run/run-scenarios.ts");
  const folder = foldersIn(commandFolder).run;
  await using apart = createRunsApart({ values, folder });
  const onEvent: RunControl["onEvent"] = (event) => {
    if (event.kind === "scenario-ended") records.push(event.record);
    progress.onEvent(event);
  };
  await runScenarios({ ...request, folder }, { onEvent, signal, runApart: apart.run });
}

interface Collection extends Pick<Run, "request" | "values"> {
  readonly records: RunRecord[];
}
