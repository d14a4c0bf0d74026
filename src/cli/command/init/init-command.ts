import { exitCodes } from "../../../errors.ts";
import { alignColumns } from "../../../report/text/table.ts";
import { userCommand } from "../../../user-command.ts";
import { readConfig } from "../../option/configured-values.ts";
import { readOptions, type RawOptions } from "../../option/read-options.ts";
import type { Output } from "../../process/output.ts";
import { runCommand } from "../run/run-command.ts";
import { runOptions } from "../run/run-options.ts";
import { chooseSource, classText, wantsRun } from "./choose-source.ts";
import type { InitValues } from "./init-options.ts";
import { planFiles, type BusSource, type PlannedFiles } from "./plan-files.ts";
import { canAsk, withQuestions, type Ask } from "./questions.ts";
import { lookAtProject, type Project } from "./reading/project.ts";
import { workflowStep } from "./writing/other-files.ts";
import { extendGitignore, writeFiles, type WrittenFile } from "./writing/write-files.ts";

/** Writes a bus module, a configuration and tests for the project, and runs quick scenarios on the bus. */
export async function initCommand(values: InitValues, output: Output): Promise<number> {
  const project = lookAtProject(process.cwd());
  const answers =
    canAsk() && !values.yes
      ? await withQuestions((ask) => prepare(project, values, ask))
      : await prepare(project, values, undefined);
  if (!answers) {
    output.note("\ninterrupted: nothing was written");
    return exitCodes.interrupted;
  }
  const { source, planned, runs } = answers;
  const { folder, hasGitHub } = project;
  const written = [...writeFiles(folder, planned.files, values.force), ...extendGitignore(folder)];
  output.note(summary(source, written));
  if (!hasGitHub && !values.ci) {
    output.note(`\nsteps for CI (--ci writes a workflow of GitHub):\n${workflowStep()}`);
  }
  const client = missingClient(project, source);
  if (client !== undefined) {
    output.note(`${client} is not installed yet: run \`npm install ${client}\` first.\n`);
  }
  const exitCode =
    runs && client === undefined ? await runQuickScenarios(planned, output) : exitCodes.pass;
  output.note(nextSteps(source, planned, project));
  return exitCode;
}

interface Answers {
  readonly source: BusSource;
  readonly planned: PlannedFiles;
  readonly runs: boolean;
}

async function prepare(
  project: Project,
  values: InitValues,
  ask: Ask | undefined,
): Promise<Answers> {
  const source = await chooseSource(project, values, ask);
  const planned = planFiles(project, source, project.hasGitHub || values.ci);
  return { source, planned, runs: await wantsRun(values, planned, ask) };
}

function summary(source: BusSource, written: readonly WrittenFile[]): string {
  const bus = source.kind === "class" ? classText(source.found) : `the client ${source.client}`;
  const rows = written.map(({ path, outcome }) => [
    `  ${outcome}`,
    path,
    outcome === "kept" ? "it was there already; --force replaces it" : "",
  ]);
  return [`a bus module for ${bus}`, ...alignColumns(rows)].join("\n");
}

function missingClient({ clients }: Project, source: BusSource): string | undefined {
  if (source.kind === "class" || source.client === "own") return undefined;
  return clients.includes(source.client) ? undefined : source.client;
}

/** Runs the scenarios with the configuration that was just written, as the user would. */
async function runQuickScenarios(
  { quickScenarios, busFile }: PlannedFiles,
  output: Output,
): Promise<number> {
  const raw: RawOptions = { scenario: quickScenarios, bus: busFile };
  const config = await readConfig(raw);
  output.note(`\n${userCommand(...quickScenarios)}`);
  return await runCommand(readOptions(runOptions, raw, config.configured), output, config);
}

function nextSteps(
  source: BusSource,
  { busFile, configFile, quickScenarios }: PlannedFiles,
  project: Project,
): string {
  const mark = source.kind === "class" ? "check" : "yours";
  return [
    "",
    "next",
    quickScenarios.length === 0
      ? `  1. Fill in ${busFile}: the places are marked with "${mark}". It cannot run before.`
      : `  1. Look at the lines of ${busFile} that are marked with "${mark}".`,
    `  2. \`${userCommand()}\` runs all scenarios that ${configFile} names.`,
    ...(project.hasVitest ? ["  3. `npx vitest run chaos` runs the quick ones as tests."] : []),
  ].join("\n");
}
