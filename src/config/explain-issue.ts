import type { z } from 'zod';
import type { ConfigIssue } from '../errors.ts';
import { explainUnion } from './explain-union.ts';
import { nearestKey } from './nearest-key.ts';
import { type ConfigPath, formatPath, valueAt } from './path.ts';
import { descriptionAt, knownKeys, type SchemaNode } from './schema-lookup.ts';
import { article, classOf } from './value-kinds.ts';

/** A fault as the schema library reports it. */
export type SchemaIssue = z.core.$ZodIssue;

/** Context for explaining a fault. */
export interface Explained {
  /** The schema as JSON Schema. */
  readonly root: SchemaNode;
  /** Values of the file. */
  readonly file: unknown;
}

/** An explained fault with its place as a path. */
export interface PlacedIssue extends ConfigIssue {
  readonly steps: ConfigPath;
  /** True when the key is wrong, not its value. */
  readonly atKey: boolean;
}

/** Explains a fault and its remedy in words. It never shows a value, because the value may be a secret. */
export function explainIssue(issue: SchemaIssue, explained: Explained): readonly PlacedIssue[] {
  const steps = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...place([...steps, key], unknownKey(key, steps, explained)),
      atKey: true,
    }));
  if (issue.code === 'invalid_union') {
    const chosen = explainUnion(issue, valueAt(explained.file, steps));
    if (chosen.kind === 'issues') return chosen.issues.flatMap((inner) => explainIssue(inner, explained));
    return [place(steps, withRemedy(chosen, steps, explained))];
  }
  return [place(steps, withRemedy(describe(issue, valueAt(explained.file, steps)), steps, explained))];
}

interface Words {
  readonly message: string;
  readonly remedy?: string | undefined;
}

function place(steps: ConfigPath, { message, remedy }: Words): PlacedIssue {
  const path = steps.length === 0 ? {} : { path: formatPath(steps) };
  return { ...path, steps, atKey: false, message, ...(remedy === undefined ? {} : { remedy }) };
}

function withRemedy({ message, remedy }: Words, steps: ConfigPath, { root, file }: Explained): Words {
  if (remedy !== undefined) return { message, remedy };
  const verb = valueAt(file, steps) === undefined ? 'add' : 'correct';
  const key = steps.at(-1) ?? 'the file';
  const description = descriptionAt(root, steps, file);
  return { message, remedy: `${verb} ${key}: ${description ?? 'see config.example.yaml'}` };
}

function unknownKey(key: string, parent: ConfigPath, { root, file }: Explained): Words {
  const known = knownKeys(root, parent, file);
  const nearest = nearestKey(key, known);
  const remedy = nearest
    ? `did you mean ${nearest}?`
    : `remove it; the known keys here are ${known.join(', ')}`;
  return { message: 'is not a known key', remedy };
}

function describe(issue: SchemaIssue, value: unknown): Words {
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
    return { message: 'is missing' };
  if (value === null) return { message: 'is empty', remedy: 'give it a value, or remove the key' };
  if (!/^(Invalid|Too|Unrecognized)\b/.test(issue.message)) return custom(issue);
  switch (issue.code) {
    case 'invalid_type':
      return {
        message: `is ${classOf(value)}, but must be ${article(issue.expected)}`,
        remedy: REMEDIES[issue.expected],
      };
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    case 'invalid_key':
      return { message: 'is not a valid name', ...firstWords(issue.issues) };
    case 'invalid_format':
      return { message: 'has the wrong form' };
    case 'too_small':
      return { message: value === '' ? 'is empty' : `must ${bound(issue.origin)} at least ${issue.minimum}` };
    case 'too_big':
      return { message: `must ${bound(issue.origin)} at most ${issue.maximum}` };
    default:
      return { message: 'is not valid here' };
  }
}

/**
 * Splits a message of our own schemas. It is `what is wrong; what to do`, or has the remedy as a parameter.
 */
function custom(issue: SchemaIssue): Words {
  const remedy = issue.code === 'custom' ? issue.params?.remedy : undefined;
  if (typeof remedy === 'string') return { message: issue.message, remedy };
  const [message = '', ...rest] = issue.message.split('; ');
  return rest.length > 0 ? { message, remedy: rest.join('; ') } : { message };
}

function firstWords(issues: readonly SchemaIssue[]): Partial<Words> {
  const [first] = issues;
  return first && !first.message.startsWith('Invalid') ? custom(first) : {};
}

function oneOf(values: readonly string[], value: unknown): Words {
  const nearest = typeof value === 'string' ? nearestKey(value, values) : undefined;
  const all = values.join(', ');
  return {
    message: 'is not one of the valid values',
    remedy: nearest ? `did you mean ${nearest}? The valid values are ${all}` : `use one of ${all}`,
  };
}

function bound(origin: string): string {
  if (origin === 'string') return 'have a length of';
  return origin === 'array' || origin === 'record' || origin === 'object' ? 'have entries:' : 'be';
}

const REMEDIES: Readonly<Record<string, string>> = {
  string: 'put the value into quotes',
  number: 'write a number, without quotes',
  int: 'write a whole number, without quotes',
  boolean: 'write true or false, without quotes',
  array: 'write a list: one line with "- " for each entry',
  object: 'write its keys on indented lines below it',
  record: 'write its names on indented lines below it',
};
