import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ConfigError, type ConfigIssue, messageOf } from '../errors.ts';
import { configFingerprint } from './config-fingerprint.ts';
import { decodeConfig } from './decode-config.ts';
import type { Environment } from './environment.ts';
import { explainIssue, type PlacedIssue } from './explain-issue.ts';
import { configJsonSchema } from './json-schema.ts';
import { withCocFiles } from './named-files.ts';
import { filesIn, type NamedFile } from './notices/file-notices.ts';
import type { Notice } from './notices/notice.ts';
import { type ConfigPath, parsePath } from './path.ts';
import type { SchemaNode } from './schema-lookup.ts';
import { wayToCoc } from './way-to-coc.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Options for reading a configuration. */
export interface ConfigReading<S extends z.ZodObject> {
  readonly schema: S;
  readonly environment: Environment;
  /** Sections to check, for a schema without the others. Without it, a fault in any section counts. */
  readonly only?: readonly string[];
  /**
   * Finds faults between sections. It gets each section that is valid by itself, so that its findings are
   * reported together with the faults of the other sections.
   */
  readonly check?: (sections: Partial<z.output<S>>) => readonly ConfigIssue[];
}

/** A valid configuration, and a way to tell it from another one. */
export interface LoadedConfig<C> {
  readonly config: C;
  /**
   * Fingerprint of the values of the file, after `${NAME}` references were replaced, and of the files that the
   * section `coc` names now.
   */
  readonly fingerprint: (key: Uint8Array) => string;
  /** Fingerprint of where COC gets alarms and incidents: addresses and keys, with the content of key files. */
  readonly way: (key: Uint8Array) => string;
  /** Returns the place of a dotted path as `file:line:column`. */
  readonly placeOf: (path: string) => string;
  /** The files that it names, such as those of secrets. */
  readonly files: readonly NamedFile[];
  /** Oddities of the bytes of the file. */
  readonly notices: readonly Notice[];
}

/**
 * Reads a configuration file, once, and validates it.
 *
 * @throws {ConfigError} with every fault of the file, each with its place and a remedy.
 */
export async function loadConfig<S extends z.ZodObject>(
  file: string,
  reading: ConfigReading<S>,
): Promise<LoadedConfig<z.output<S>>> {
  const { text, notices } = decodeConfig(await readBytes(file), file);
  return { ...parseConfig(text, file, reading), notices };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const remedy = 'name an existing file with --config, and make it readable for the user of the agent';
    throw new ConfigError(
      'the configuration cannot be read',
      [{ at: file, message: messageOf(cause), remedy }],
      {
        cause,
      },
    );
  }
}

/**
 * Validates the text of a configuration. `file` is only a name, for the places of faults.
 *
 * @throws {ConfigError} as {@link loadConfig} does.
 */
export function parseConfig<S extends z.ZodObject>(
  text: string,
  file: string,
  { schema, environment, only, check }: ConfigReading<S>,
): LoadedConfig<z.output<S>> {
  const yaml = withoutOtherFaults(only, readYaml(text, file, environment));
  if (yaml.values === undefined) throw faulty(file, yaml.issues);
  const result = schema.safeParse(yaml.values);
  const issues = [...yaml.issues];
  if (!result.success) issues.push(...explainAll(result.error.issues, schema, yaml));
  const sections = result.success ? result.data : validSections(schema, yaml.values);
  for (const issue of check?.(sections) ?? []) issues.push({ ...issue, at: yaml.locate(stepsOf(issue)) });
  if (!result.success || issues.length > 0) throw faulty(file, issues);
  return {
    config: result.data,
    fingerprint: (key) => configFingerprint(withCocFiles(yaml.values), key),
    way: (key) => configFingerprint(wayToCoc(yaml.values), key),
    placeOf: (path) => yaml.locate(parsePath(path)),
    files: filesIn(yaml.values),
    notices: [],
  };
}

/** Leaves out the faults of other sections. Faults of the file as a whole stay. */
function withoutOtherFaults(only: readonly string[] | undefined, yaml: YamlFile): YamlFile {
  if (!only) return yaml;
  const counts = (issue: ConfigIssue) => issue.path === undefined || only.includes(String(stepsOf(issue)[0]));
  return { ...yaml, issues: yaml.issues.filter(counts) };
}

function stepsOf({ path }: ConfigIssue): ConfigPath {
  return path === undefined ? [] : parsePath(path);
}

function explainAll(found: readonly z.core.$ZodIssue[], schema: z.ZodType, yaml: YamlFile): ConfigIssue[] {
  const explained = { root: configJsonSchema(schema) as SchemaNode, file: yaml.values };
  const reported = new Set(yaml.issues.map(({ path }) => path));
  return found
    .flatMap((issue) => explainIssue(issue, explained))
    .filter(({ path }) => path === undefined || !reported.has(path))
    .map(({ steps, atKey, ...issue }: PlacedIssue) => ({
      ...issue,
      at: atKey ? yaml.locateKey(steps) : yaml.locate(steps),
    }));
}

/** Each section that is valid by itself. A missing section has its default. */
function validSections<S extends z.ZodObject>(schema: S, values: unknown): Partial<z.output<S>> {
  if (typeof values !== 'object' || values === null) return {};
  const valid: Record<string, unknown> = {};
  for (const [name, section] of Object.entries(schema.shape)) {
    const value = Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
    const result = (section as z.ZodType).safeParse(value);
    if (result.success) valid[name] = result.data;
  }
  return valid as Partial<z.output<S>>;
}

function faulty(file: string, issues: readonly ConfigIssue[]): ConfigError {
  const sorted = [...issues].sort((a, b) => rankOf(a) - rankOf(b));
  const count = sorted.length === 1 ? 'one fault' : `${sorted.length} faults`;
  return new ConfigError(`the configuration ${file} has ${count}`, sorted);
}

/** Sort key: by line, then by column. */
function rankOf({ at = '' }: ConfigIssue): number {
  const [, line = '0', column = '0'] = /:(\d+):(\d+)$/.exec(at) ?? [];
  return Number(line) * 1e6 + Number(column);
}
