import { parsePath } from '../config/path.ts';
import type { ConfigIssue } from '../errors.ts';
import type { Finding } from './finding.ts';

/**
 * Tells of each integration whose key stands in a file that cannot be used. No alarm can be sent with it, so nothing
 * is known about the integration itself.
 */
export function unusableKeys(
  integrations: readonly string[],
  unusableFiles: readonly ConfigIssue[],
): ReadonlyMap<string, Finding> {
  const findings = unusableFiles.flatMap(({ path = '', message }): [string, Finding][] => {
    const name = integrationAt(path);
    if (name === undefined || !integrations.includes(name)) return [];
    const words = `not tested, because it has no key: ${path} ${message}`;
    return [[name, { check: `integration ${name}`, result: 'unknown', words }]];
  });
  return new Map(findings);
}

/** The integration whose key file a path names: `coc.integrationKeyFile` is that of `default`. */
function integrationAt(path: string): string | undefined {
  const steps = parsePath(path);
  if (steps[0] !== 'coc' || steps.at(-1) !== 'integrationKeyFile') return undefined;
  return steps.length === 2 ? 'default' : String(steps[2]);
}
