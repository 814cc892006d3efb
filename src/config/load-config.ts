import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ConfigError, type ConfigIssue, messageOf } from '../errors.ts';
import type { Environment } from './environment.ts';
import { explainIssue, type PlacedIssue } from './explain-issue.ts';
import { configJsonSchema } from './json-schema.ts';
import { parsePath } from './path.ts';
import type { SchemaNode } from './schema-lookup.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** What a configuration is read with. */
export interface ConfigReading<S extends z.ZodObject> {
  readonly schema: S;
  readonly environment: Environment;
  /** Faults outside these sections don't count; all count without it. For a schema that leaves the others out. */
  readonly only?: readonly string[];
  /**
   * Looks for faults between sections. It gets the sections that are right each for itself, so that its findings are
   * reported together with the faults of the others.
   */
  readonly check?: (sections: Partial<z.output<S>>) => readonly ConfigIssue[];
}

/**
 * Reads and validates a configuration file.
 *
 * @throws {ConfigError} with every fault of the file at once, each with its place, what is wrong and the remedy.
 */
export async function loadConfig<S extends z.ZodObject>(
  file: string,
  reading: ConfigReading<S>,
): Promise<z.output<S>> {
  return parseConfig(await readText(file), file, reading);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = `cannot be read: ${messageOf(cause)}`;
    const remedy = 'name an existing file with --config, and let the user that runs the agent read it';
    throw new ConfigError(`the configuration ${message}`, [{ path: '', at: file, message, remedy }], {
      cause,
    });
  }
}

/**
 * Validates the text of a configuration. `file` is only the name that the faults are reported with.
 *
 * @throws {ConfigError} as {@link loadConfig} does.
 */
export function parseConfig<S extends z.ZodObject>(
  text: string,
  file: string,
  { schema, environment, only, check }: ConfigReading<S>,
): z.output<S> {
  const yaml = soundOutside(only, readYaml(text, file, environment));
  if (yaml.values === undefined) throw faulty(file, yaml.issues);
  const result = schema.safeParse(yaml.values);
  const issues = [...yaml.issues];
  if (!result.success) issues.push(...explainAll(result.error.issues, schema, yaml));
  const sections = result.success ? result.data : soundSections(schema, yaml.values);
  for (const issue of check?.(sections) ?? [])
    issues.push({ ...issue, at: yaml.locate(parsePath(issue.path)) });
  if (!result.success || issues.length > 0) throw faulty(file, issues);
  return result.data;
}

/** Without the faults that stand in other sections. What is wrong with the file as a whole stays. */
function soundOutside(only: readonly string[] | undefined, yaml: YamlFile): YamlFile {
  if (!only) return yaml;
  const counts = ({ path }: ConfigIssue) => path === '' || only.includes(String(parsePath(path)[0]));
  return { ...yaml, issues: yaml.issues.filter(counts) };
}

function explainAll(found: readonly z.core.$ZodIssue[], schema: z.ZodType, yaml: YamlFile): ConfigIssue[] {
  const explained = { root: configJsonSchema(schema) as SchemaNode, file: yaml.values };
  const reported = new Set(yaml.issues.map(({ path }) => path));
  return found
    .flatMap((issue) => explainIssue(issue, explained))
    .filter(({ path }) => path === '' || !reported.has(path))
    .map(({ steps, atKey, ...issue }: PlacedIssue) => ({
      ...issue,
      at: atKey ? yaml.locateKey(steps) : yaml.locate(steps),
    }));
}

/** Each section that is right for itself. A section that is not there counts with its default. */
function soundSections<S extends z.ZodObject>(schema: S, values: unknown): Partial<z.output<S>> {
  if (typeof values !== 'object' || values === null) return {};
  const sound: Record<string, unknown> = {};
  for (const [name, section] of Object.entries(schema.shape)) {
    const value = Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined;
    const result = (section as z.ZodType).safeParse(value);
    if (result.success) sound[name] = result.data;
  }
  return sound as Partial<z.output<S>>;
}

function faulty(file: string, issues: readonly ConfigIssue[]): ConfigError {
  const sorted = [...issues].sort((a, b) => rankOf(a) - rankOf(b));
  const count = sorted.length === 1 ? 'one fault' : `${sorted.length} faults`;
  return new ConfigError(`the configuration ${file} has ${count}`, sorted);
}

/** By line, then by column. */
function rankOf({ at = '' }: ConfigIssue): number {
  const [, line = '0', column = '0'] = /:(\d+):(\d+)$/.exec(at) ?? [];
  return Number(line) * 1e6 + Number(column);
}
