import { existsSync, globSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

import { UsageError } from "../../../../errors.ts";
import type { ClientName } from "../init-options.ts";
import type { SourceStyle } from "../writing/source-text.ts";
import { asBusClass, type BusClass } from "./bus-class.ts";
import { readClasses } from "./read-class.ts";

/** The project of the user, as far as `init` looks at it. */
export interface Project {
  readonly folder: string;
  readonly style: SourceStyle;
  /** True if files of the project are ES modules unless their ending says otherwise. */
  readonly isEsModule: boolean;
  /** True if imports of TypeScript files end with `.ts`. */
  readonly hasTsImports: boolean;
  /** The clients among its dependencies. */
  readonly clients: readonly ClientName[];
  readonly hasVitest: boolean;
  readonly hasGitHub: boolean;
}

/** A class that may be the bus, and its file. */
export interface FoundClass {
  /** Relative to the folder of the project. */
  readonly file: string;
  readonly bus: BusClass;
}

interface Manifest {
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function lookAtProject(folder: string): Project {
  const manifest = readManifest(folder);
  const packages = { ...manifest.dependencies, ...manifest.devDependencies };
  const tsconfig = join(folder, "tsconfig.json");
  const typescript = existsSync(tsconfig) || "typescript" in packages;
  const isEsModule = manifest.type === "module";
  return {
    folder,
    style: { typescript, commonJs: !typescript && !isEsModule },
    isEsModule,
    hasTsImports: existsSync(tsconfig) && tsImports.test(readFileSync(tsconfig, "utf8")),
    clients: (["bullmq", "ioredis", "redis"] as const).filter((name) => name in packages),
    hasVitest: "vitest" in packages,
    hasGitHub: existsSync(join(folder, ".github")),
  };
}

const tsImports = /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/u;

function readManifest(folder: string): Manifest {
  const path = join(folder, "package.json");
  if (!existsSync(path)) {
    throw new UsageError(`there is no package.json in ${folder}`, {
      hint: "Run init in the folder of your service, or begin with `npm init -y`.",
    });
  }
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch (error) {
    throw new UsageError(`${path} is not JSON`, { hint: "Correct it first.", cause: error });
  }
}

const ignored =
  /(?:^|\/)(?:node_modules|dist|build|coverage|chaos|reports|\.[^/]+)\/|\.d\.[cm]?ts$|\.(?:test|spec)\./u;
/** More files than this are a repository of many services; the user then names the file. */
const mostFiles = 2_000;

/** Returns the classes of the project that publish and subscribe, those with "bus" in the name of the file and of the class first. */
export function findBusClasses(folder: string): readonly FoundClass[] {
  const files = globSync("**/*.{ts,mts,cts,js,mjs,cjs}", {
    cwd: folder,
    exclude: (path) => /(?:^|\/)(?:node_modules|dist|\.git)$/u.test(path),
  });
  const found = files
    .filter((file) => !ignored.test(file))
    .slice(0, mostFiles)
    .flatMap((file) => classesIn(folder, file));
  return found.toSorted(
    (one, other) => rank(one) - rank(other) || (one.file < other.file ? -1 : 1),
  );
}

function rank({ file, bus }: FoundClass): number {
  return -[file, bus.name].filter((name) => /bus/iu.test(name)).length;
}

/** @throws UsageError if the file does not exist, or has no class that publishes and subscribes. */
export function readBusClasses(folder: string, file: string): readonly FoundClass[] {
  if (!existsSync(join(folder, file))) {
    throw new UsageError(`there is no file ${file}`, {
      hint: "Name it relative to the folder of the project.",
    });
  }
  const found = classesIn(folder, file);
  if (found.length > 0) return found;
  throw new UsageError(`${file} exports no class that publishes and subscribes`, {
    hint: "Such a class has a method like publish or send, and one like subscribe or consume that takes a handler. For another shape use --client own, and fill in the frame.",
  });
}

function classesIn(folder: string, file: string): readonly FoundClass[] {
  const source = readFileSync(join(folder, file), "utf8");
  if (!/\bclass\b/u.test(source)) return [];
  return readClasses(source).flatMap((each) => {
    const bus = asBusClass(each);
    return bus ? [{ file, bus }] : [];
  });
}

/** Returns the path of a source file after `from`, in a file of the folder `chaos`. */
export function importSpecifier(file: string, { isEsModule, hasTsImports }: Project): string {
  const path = `../${file.replaceAll("\\", "/")}`;
  const ending = extname(file);
  if (!ending.includes("ts") || hasTsImports) return path;
  const bare = path.slice(0, -ending.length);
  return isEsModule || ending !== ".ts" ? bare + ending.replace("ts", "js") : bare;
}
