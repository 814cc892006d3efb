import { OWN_SOURCE } from '../alerts/alert.ts';
import type { ConfigIssue } from '../errors.ts';
import type { RoutingSettings } from './config.ts';
import { LABEL_PREFIX } from './match-names.ts';
import type { Matcher } from './matcher.ts';

/**
 * Finds matchers with the name of a field, of which the field never has the value: the writer probably means a label of
 * the same name. They are no errors, since such a matcher may be meant for a source that is not configured yet.
 * @param sources names of the configured sources
 */
export function ambiguousNames(
  { routes, incidents, heartbeats = [] }: Pick<RoutingSettings, 'routes' | 'incidents' | 'heartbeats'>,
  sources: readonly string[],
): readonly ConfigIssue[] {
  const values: ReadonlyMap<string, readonly string[]> = new Map([
    ['source', [...sources, OWN_SOURCE]],
    ['sourceType', ['alertmanager', 'grafana', 'zabbix', 'agent']],
    ['status', ['firing', 'resolved']],
  ]);
  const found = (section: string, entries: readonly { readonly match?: readonly Matcher[] | undefined }[]) =>
    entries.flatMap(({ match = [] }, index) =>
      match.flatMap((matcher) => issueOf(matcher, `${section}[${index}].match`, values.get(matcher.name))),
    );
  return [...found('routes', routes), ...found('incidents', incidents), ...found('heartbeats', heartbeats)];
}

function issueOf(
  { name, operator, value, test }: Matcher,
  path: string,
  values: readonly string[] | undefined,
): readonly ConfigIssue[] {
  // The usual way to write a matcher that always matches.
  if (!values || (operator === '!=' && value === '')) return [];
  const isNegative = operator.startsWith('!');
  if (values.some((one) => test(one) !== isNegative)) return [];
  const result = isNegative ? 'always matches' : 'never matches';
  const message = `${name}${operator}"${value}" ${result}: ${name} is a field here, and is ${values.join(', ')}`;
  return [{ path, message, remedy: `for a label of this name write ${LABEL_PREFIX}${name}` }];
}
