import type { z } from 'zod';
import { article, classOf } from './value-kinds.ts';

type SchemaIssue = z.core.$ZodIssue;

/**
 * Faults of a value that fits no alternative of a union: those of the alternative that was meant, or one for
 * them all.
 */
export type UnionFault =
  | { readonly kind: 'issues'; readonly issues: readonly SchemaIssue[] }
  | { readonly kind: 'words'; readonly message: string; readonly remedy?: string };

/**
 * Picks the alternative of a union that a value was most likely meant for: it fits the type of the value and
 * has the fewest faults. When no alternative fits the type, the result lists the valid ones.
 */
export function explainUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown): UnionFault {
  if (issue.discriminator !== undefined) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
    const remedy = `use one of ${options.map(String).join(', ')}`;
    const message = value === undefined ? 'is missing' : 'is not one of the valid values';
    return { kind: 'words', message, remedy };
  }
  if (value === undefined) return { kind: 'words', message: 'is missing' };
  const meant = issue.errors
    .filter((issues) => !issues.some((inner) => inner.path.length === 0 && isWrongKind(inner)))
    .sort((a, b) => faults(a) - faults(b))[0];
  if (!meant) {
    const possible = [...new Set(issue.errors.flatMap((issues) => issues.flatMap(possibilities)))];
    return {
      kind: 'words',
      message: `is ${classOf(value)}, which is not valid here`,
      ...(possible.length > 0 ? { remedy: `write ${oneOf(possible)}` } : {}),
    };
  }
  return {
    kind: 'issues',
    issues: meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  };
}

function isWrongKind(issue: SchemaIssue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function faults(issues: readonly SchemaIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function possibilities(issue: SchemaIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? [article(issue.expected)] : [];
}

function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}
