import { optionList, type ValuesOf } from "../../option/option.ts";
import {
  configOption,
  jsonOption,
  outOption,
  redisServerOptions,
  toxiproxyOption,
} from "../../option/shared-options.ts";

export const doctorOptions = optionList({
  ...configOption,
  clean: { name: "clean", kind: "flag", help: "remove what earlier runs left behind" },
  ...redisServerOptions,
  redisUrl: { ...redisServerOptions.redisUrl, help: "check this Redis too" },
  toxiproxyUrl: { ...toxiproxyOption.toxiproxyUrl, help: "check this Toxiproxy too" },
  toxiproxyListen: toxiproxyOption.toxiproxyListen,
  out: { ...outOption.out, help: "the folder reports would be written to" },
  ...jsonOption,
});

export type DoctorValues = ValuesOf<typeof doctorOptions>;
