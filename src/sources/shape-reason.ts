import type { z } from 'zod';
import type { Json } from '../alerts/alert.ts';
import { shortReason } from './payload-error.ts';
import { isJsonObject } from './shape.ts';

/** What to write into a field whose schema does not list its values. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['labels', 'write an object of texts, such as {"alertname": "HighCPU"}'],
  ['status', 'write firing or resolved'],
  ['ruleId', 'write the number of the rule'],
]);

/** Says in at most 200 bytes what is wrong with an element and how to mend it, without its content. */
export function shapeReason(error: z.ZodError, raw: Json): string {
  return shortReason(error.issues.map((issue) => wordsOf(issue, raw)).join('. '));
}

/** Says that a field is no object of labels. */
export function labelsReason(value: Json): string {
  const fault = isJsonObject(value) ? 'has a value that is no text' : stateOf(value);
  return `labels ${fault}; ${REMEDIES.get('labels')}`;
}

function wordsOf(issue: z.core.$ZodIssue, raw: Json): string {
  const value = valueAt(raw, issue.path);
  const name = issue.path.join('.');
  if (name === '') return `${stateOf(value)}; write an object with labels`;
  if (name === 'labels') return labelsReason(value ?? null);
  const remedy = remedyFor(issue) ?? REMEDIES.get(name);
  const isOther = issue.code === 'invalid_value' && typeof value === 'string' && value !== '';
  const fault = isOther ? 'has a value that nobody knows' : stateOf(value);
  return remedy === undefined ? `${name} ${fault}` : `${name} ${fault}; ${remedy}`;
}

function remedyFor(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_value') return undefined;
  const values = issue.values.map(String);
  const last = values.pop() ?? '';
  return values.length === 0 ? `write ${last}` : `write ${values.join(', ')} or ${last}`;
}

function valueAt(raw: Json, path: readonly PropertyKey[]): Json | undefined {
  let value: Json | undefined = raw;
  for (const step of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[String(step)];
  }
  return value;
}

function stateOf(value: Json | undefined): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (value === '') return 'is empty';
  if (Array.isArray(value)) return 'is a list';
  const kinds: Readonly<Record<string, string>> = {
    object: 'an object',
    string: 'a text',
    number: 'a number',
  };
  return `is ${kinds[typeof value] ?? 'true or false'}`;
}
