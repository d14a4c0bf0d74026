/**
 * An option of a command, or a word after its name. Parsing, help, completion, the dry run,
 * the command that repeats a run and docs/command-line.md all come from this record.
 */
export type Option =
  | FlagOption
  | TextOption
  | ListOption
  | ChoiceOption
  | CountOption
  | DurationOption
  | UrlOption;

/** Options by the names of their values in the program: `{ ratePerSecond: { name: "rate", … } }`. */
export type OptionList = Readonly<Record<string, Option>>;

interface CommonParts {
  /** As the user types it, without dashes. */
  readonly name: string;
  /** The line of help, without the default. */
  readonly help: string;
  /** The letter that stands for the option after one dash. */
  readonly short?: string;
  /** The heading under which help shows the option. */
  readonly group?: string;
  /** Help shows this text in place of `default`; for a default that the command works out itself. */
  readonly defaultText?: string;
  /** True for a word without which the command cannot run. Options are never required. */
  readonly required?: true;
  /** True if the command that repeats a run names the option even if it has its default. */
  readonly alwaysRepeated?: true;
  /** The names that a shell offers for the value. */
  readonly suggests?: "scenarios" | "variants" | "buses";
}

/** True or false, without a value: `--quiet`. False by default. */
interface FlagOption extends CommonParts {
  readonly kind: "flag";
}

interface TextOption extends CommonParts {
  readonly kind: "text";
  readonly default?: string;
}

/** Texts, each given with the option's name before it: `--scenario a --scenario b`. Empty by default. */
interface ListOption extends CommonParts {
  readonly kind: "list";
}

interface ChoiceOption extends CommonParts {
  readonly kind: "choice";
  readonly names: readonly string[];
  readonly default?: string;
}

/** A whole number between two bounds, both included. */
interface CountOption extends CommonParts {
  readonly kind: "count";
  readonly from: number;
  readonly to: number;
  readonly default?: number;
}

/** Typed as `500ms`, `30s`, `1.5s` or `2m`. All figures here, and the value, are in milliseconds. */
interface DurationOption extends CommonParts {
  readonly kind: "duration";
  readonly from: number;
  readonly to: number;
  readonly default?: number;
}

/** A URL with one of the schemes. It may hold credentials, which no output shows. */
interface UrlOption extends CommonParts {
  readonly kind: "url";
  readonly schemes: readonly string[];
}

/** The value of an option after parsing; `undefined` if it was not given and has no default. */
type ValueOf<Declared> = Declared extends
  | { readonly kind: "flag" | "list" }
  | { readonly default: unknown }
  | { readonly required: true }
  ? GivenValue<Declared>
  : GivenValue<Declared> | undefined;

type GivenValue<Declared> = Declared extends { readonly kind: "flag" }
  ? boolean
  : Declared extends { readonly kind: "list" }
    ? readonly string[]
    : Declared extends { readonly kind: "count" | "duration" }
      ? number
      : Declared extends { readonly names: readonly (infer Name)[] }
        ? Name
        : string;

/** The values of a list of options, by the same names. */
export type ValuesOf<List> = { readonly [Name in keyof List]: ValueOf<List[Name]> };

/** Declares options under one heading of help. The literal types are kept for `ValuesOf`. */
export function optionGroup<const List extends OptionList>(group: string, list: List): List {
  const grouped = Object.entries(list).map(([key, option]) => [key, { ...option, group }]);
  return Object.fromEntries(grouped) as List;
}

/** Declares options without a heading of their own. The literal types are kept for `ValuesOf`. */
export function optionList<const List extends OptionList>(list: List): List {
  return list;
}

/** Returns the values of the options in the list, without the values of other options. */
export function pickValues<List extends OptionList>(
  list: List,
  values: ValuesOf<List>,
): ValuesOf<List> {
  const entries = Object.keys(list).map((name: keyof List) => [name, values[name]]);
  return Object.fromEntries(entries) as ValuesOf<List>;
}

type WithoutUndefined<Values> = {
  [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name];
} & {
  [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: Exclude<
    Values[Name],
    undefined
  >;
};

/** Leaves out what is not given, because a request has no fields that are `undefined`. */
export function withoutUndefined<Values extends object>(values: Values): WithoutUndefined<Values> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as WithoutUndefined<Values>;
}
