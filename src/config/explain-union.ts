import type { z } from 'zod';

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
    const possible = issue.errors.flatMap((issues) => issues.flatMap(possibilities)).join(', ');
    return {
      kind: 'words',
      message: 'is of a kind that is not valid here',
      ...(possible ? { remedy: `write one of: ${possible}` } : {}),
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
  return issue.code === 'invalid_type' ? [`a ${issue.expected}`] : [];
}
