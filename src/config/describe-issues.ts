import type { ConfigError, ConfigIssue } from '../errors.ts';

/** Renders the faults of a configuration for people: for each one its place, what is wrong, and the remedy. */
export function describeIssues(issues: readonly ConfigIssue[]): string {
  return issues.map(describeIssue).join('\n\n');
}

/** Renders a configuration error whole: its message, and its faults below. */
export function describeConfigError({ message, issues }: ConfigError): string {
  return issues.length === 0 ? message : `${message}\n\n${describeIssues(issues)}`;
}

function describeIssue({ path, at, message, remedy }: ConfigIssue): string {
  const place = [at, path].filter((part) => part !== undefined && part !== '').join(' ');
  const lines = place === '' ? [message] : [place, `  ${message}`];
  if (remedy !== undefined) lines.push(`  -> ${remedy}`);
  return lines.join('\n');
}
