import type { ConfigError, ConfigIssue } from '../errors.ts';

/**
 * Renders a configuration error as text: its message, then for each fault the place, what is wrong, and the
 * remedy.
 */
export function describeConfigError({ message, issues }: ConfigError): string {
  return issues.length === 0 ? message : [message, ...issues.map(describeIssue)].join('\n\n');
}

/** Renders one fault: its place, what is wrong, and the remedy. */
export function describeIssue({ path, at, message, remedy }: ConfigIssue): string {
  const place = [at, path].filter((part) => part !== undefined).join(' ');
  const lines = place === '' ? [message] : [place, `  ${message}`];
  if (remedy !== undefined) lines.push(`  -> ${remedy}`);
  return lines.join('\n');
}
