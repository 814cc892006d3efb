import { z } from 'zod';
import type { TellingSettings } from './change.ts';

const type = z.enum(['alertmanager', 'grafana', 'zabbix']);
const texts = z.record(z.string(), z.string());

/** Form of the settings in an answer of the admin API, and in the note that outlives the process. */
export const settingsSchema = z.object({
  names: z.object({
    sources: z.record(z.string(), type).transform((sources) => new Map(Object.entries(sources))),
    integrations: z.array(z.string()),
    policies: z.array(z.string()),
    formerSources: texts.transform((names) => new Map(Object.entries(names))).exactOptional(),
  }),
  renamed: z.object({ sources: texts, integrations: texts }),
  endpoint: z.string(),
  account: texts,
  digests: z.object({ salt: z.string(), keys: texts, accessKey: z.string().exactOptional() }),
  dataDir: z.string(),
  directory: z.string(),
  workingDirectory: z.string(),
  resendOn: z.array(z.string()),
  resolveHold: z.number(),
  policies: z.array(
    z.object({
      names: z.array(z.string()),
      match: z.string().exactOptional(),
      correlateBy: z.string(),
      resolve: z.enum(['none', 'propose', 'complete']),
      after: z.number(),
      onlyIfUntouched: z.boolean(),
      openAfter: z.number(),
      warRoom: z.boolean(),
    }),
  ),
  heartbeats: z.array(z.object({ source: z.string(), name: z.string(), within: z.number() })),
  stale: z.record(z.string(), z.object({ after: z.number(), how: z.enum(['resolve', 'mark']) })),
  budget: z.object({ maxPerHour: z.number().exactOptional(), gather: z.number() }),
});

/** The settings as JSON has them. */
export function settingsAsJson({ names, ...settings }: TellingSettings): object {
  const { sources, formerSources } = names;
  const former = formerSources && { formerSources: Object.fromEntries(formerSources) };
  return { ...settings, names: { ...names, sources: Object.fromEntries(sources), ...former } };
}

const noteSchema = z.object({ v: z.literal(1), fingerprint: z.string(), settings: settingsSchema });

/** Note of the configuration that was in use last. */
interface ToldSettings {
  readonly fingerprint: string;
  readonly settings: TellingSettings;
}

/** Makes the note of a configuration. There is no secret in it. */
export function toldSettings(fingerprint: string, settings: TellingSettings): object {
  return { v: 1, fingerprint, settings: settingsAsJson(settings) };
}

/** Reads the note of the configuration that was in use last; undefined where there is none, or another version wrote it. */
export function readToldSettings(document: unknown): ToldSettings | undefined {
  return noteSchema.safeParse(document).data;
}
