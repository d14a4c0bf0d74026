import { readdirSync } from "node:fs";

import type { ClientName } from "./init-options.ts";
import { importSpecifier, type FoundClass, type Project } from "./reading/project.ts";
import { bullmqModule } from "./writing/bullmq-module.ts";
import { isMissingPart } from "./writing/call-text.ts";
import { classModule } from "./writing/class-module.ts";
import { configText, vitestText, workflowFile, workflowText } from "./writing/other-files.ts";
import { ownModule } from "./writing/own-module.ts";
import { sourceText, type SourceStyle } from "./writing/source-text.ts";
import { streamModule } from "./writing/stream-module.ts";
import type { NewFile } from "./writing/write-files.ts";

/** The bus that the module is written for: a class of the user, or a client of Redis. */
export type BusSource =
  | { readonly kind: "class"; readonly found: FoundClass }
  | { readonly kind: "client"; readonly client: ClientName };

/** The files of a project, and the scenarios that show at once whether the bus module works. */
export interface PlannedFiles {
  readonly files: readonly NewFile[];
  readonly busFile: string;
  readonly configFile: string;
  /** Empty if the bus module has places that the user must fill first. */
  readonly quickScenarios: readonly string[];
}

export function planFiles(
  project: Project,
  source: BusSource,
  withWorkflow: boolean,
): PlannedFiles {
  const { style, hasVitest } = project;
  const ending = endingOf(project);
  const busFile = `chaos/my-bus${ending}`;
  const configFile = existingConfig(project.folder) ?? `chaos.config${ending}`;
  const template = moduleTemplate(project, source);
  const busText = sourceText(template, style);
  const test = style.typescript ? "chaos/my-bus.test.ts" : "chaos/my-bus.test.mjs";
  return {
    busFile,
    configFile,
    quickScenarios: mustBeFilled(source, template) ? [] : quickScenarios(busText),
    files: [
      { path: busFile, text: busText },
      { path: configFile, text: configText(busFile, styleOf(configFile, style)) },
      ...(hasVitest ? [{ path: test, text: vitestText(busSpecifier(project)) }] : []),
      ...(withWorkflow ? [{ path: workflowFile, text: workflowText() }] : []),
    ],
  };
}

/** With --force a configuration is written in the language of the file that it replaces. */
function styleOf(configFile: string, style: SourceStyle): SourceStyle {
  const typescript = configFile.endsWith("ts");
  const commonJs = !typescript && (configFile.endsWith(".cjs") || style.commonJs);
  return { typescript, commonJs: commonJs && !configFile.endsWith(".mjs") };
}

/** A configuration that is there already decides, because two of them are refused. */
function existingConfig(folder: string): string | undefined {
  return readdirSync(folder).find((name) => /^chaos\.config\.[cm]?[jt]s$/u.test(name));
}

function endingOf({ style }: Project): string {
  if (style.typescript) return ".ts";
  return style.commonJs ? ".cjs" : ".mjs";
}

function busSpecifier(project: Project): string {
  return importSpecifier(`chaos/my-bus${endingOf(project)}`, project).replace("../chaos/", "./");
}

function moduleTemplate(project: Project, source: BusSource): string {
  if (source.kind === "class") {
    const { bus, file } = source.found;
    return classModule(bus, {
      file,
      specifier: importSpecifier(file, project),
      name: kebab(bus.name),
    });
  }
  switch (source.client) {
    case "ioredis":
    case "redis":
      return streamModule(source.client);
    case "bullmq":
      return bullmqModule;
    case "own":
      return ownModule;
  }
}

/** `RedisBus` becomes `redis-bus`. */
function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/gu, "-").toLowerCase();
}

/** Returns true if the module cannot work before the user has filled in a place. */
function mustBeFilled(source: BusSource, template: string): boolean {
  return isMissingPart(template) || (source.kind === "client" && source.client === "own");
}

function quickScenarios(busText: string): readonly string[] {
  return ["restart/sigterm-1s", startupRace(busText)];
}

function startupRace(busText: string): string {
  if (busText.includes("groups: false")) return "startup-race/one-group";
  return busText.includes("replaysFromStart: true")
    ? "startup-race/from-start"
    : "startup-race/from-new";
}
