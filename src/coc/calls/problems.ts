import type { z } from 'zod';
import { cleanLine, cutAt } from '../clean-text.ts';

/** Longest value that a problem shows. */
const LONGEST_SHOWN = 64;

/** Fields that may hold secrets. */
const UNSHOWN: ReadonlySet<PropertyKey | undefined> = new Set([
  ...['param_value', 'content', 'password', 'integration_key'],
]);

/** Tells what is wrong with a request: each field, its limit and its value. */
export function problemsOf(error: z.ZodError, request: unknown): readonly string[] {
  return error.issues.flatMap((issue) => {
    const value = issue.path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), request);
    const isSecret = UNSHOWN.has(issue.path.at(-1));
    return wordsFor(issue, value, isSecret ? 'not shown' : shown(value)).map(
      (words) => `${placeOf(issue.path)}${words}`,
    );
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.reduce<string>(
    (before, name) =>
      typeof name === 'number' ? `${before}[${name}]` : `${before}${before === '' ? '' : '.'}${String(name)}`,
    '',
  );
  return place === '' ? 'the request ' : `${place} `;
}

function wordsFor(issue: z.core.$ZodIssue, value: unknown, told: string): readonly string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [value === undefined ? 'is missing' : `must be ${article(issue.expected)}, but is ${told}`];
    case 'too_small':
      return [`${sizeOf(value, told)}; COC takes ${issue.minimum} at least`];
    case 'too_big':
      return [`${sizeOf(value, told)}; COC takes ${issue.maximum} at most`];
    case 'invalid_value':
      return [
        `is ${value === undefined ? 'missing' : told}; COC knows ${issue.values.map(String).join(', ')}`,
      ];
    case 'unrecognized_keys':
      return issue.keys.map((key) => `has a field ${key} that this API does not have`);
    default:
      if (value === undefined) return ['is missing'];
      return [typeof value === 'object' ? issue.message : `is ${told}, which ${issue.message}`];
  }
}

function sizeOf(value: unknown, told: string): string {
  if (typeof value === 'string') return `has ${value.length} characters`;
  if (Array.isArray(value)) return `has ${value.length} entries`;
  return `is ${told}`;
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
  };
  return names[expected] ?? expected;
}

function shown(value: unknown): string {
  return cutAt(
    cleanLine(typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'nothing')),
    LONGEST_SHOWN,
  );
}
