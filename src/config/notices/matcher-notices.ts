import { ALARM_LEVELS, OWN_SOURCE } from '../../alerts/alert.ts';
import type { RoutingSettings } from '../../routing/config.ts';
import { LABEL_PREFIX } from '../../routing/match-names.ts';
import type { Matcher } from '../../routing/matcher.ts';
import { nearestKey } from '../nearest-key.ts';
import type { Notice } from './notice.ts';

/** Values that a name can have, for the names with a closed set of values. */
type ClosedSets = ReadonlyMap<string, readonly string[]>;

interface PlacedMatchers {
  readonly path: string;
  readonly match: readonly Matcher[];
  readonly values: ClosedSets;
}

/** Names of fields in lower case, for those that no label is likely to have in another spelling. */
const FIELD_NAMES: ReadonlyMap<string, string> = new Map(
  ['alarmId', 'alarmName', 'alarmLevel', 'alarmStatus', 'alarmSource', 'alarmDesc', 'sourceType'].map(
    (name) => [name.toLowerCase(), name],
  ),
);

/** Finds matchers that can never match, that exclude nothing, or that name a field in another spelling. */
export function matcherNotices(
  { routes, incidents, heartbeats = [] }: RoutingSettings,
  sources: readonly string[],
): readonly Notice[] {
  const values = closedSets(sources);
  // Only an alert that fires asks for an incident.
  const firing = new Map([...values]).set('status', ['firing']).set('alarmStatus', ['alarm']);
  const lists: PlacedMatchers[] = [
    ...routes.map(({ match }, index) => ({ path: `routes[${index}].match`, match, values })),
    ...incidents.map(({ match = [] }, index) => ({
      path: `incidents[${index}].match`,
      match,
      values: firing,
    })),
    ...heartbeats.map(({ match }, index) => ({ path: `heartbeats[${index}].match`, match, values })),
  ];
  return lists.flatMap((list) => [...impossible(list), ...misspelt(list)]);
}

function closedSets(sources: readonly string[]): ClosedSets {
  return new Map<string, readonly string[]>([
    ['alarmLevel', ALARM_LEVELS],
    ['alarmStatus', ['alarm', 'ok']],
    ['status', ['firing', 'resolved']],
    ['sourceType', ['alertmanager', 'grafana', 'zabbix', 'agent']],
    ['source', [...sources, OWN_SOURCE]],
  ]);
}

function impossible({ path, match, values }: PlacedMatchers): readonly Notice[] {
  return [...values].flatMap(([name, possible]): Notice[] => {
    const named = match.filter((matcher) => matcher.name === name);
    if (named.length === 0) return [];
    const vain = named.find((matcher) => isNegative(matcher) && possible.every(matcher.test));
    if (vain && vain.value !== '')
      return [{ ...noticeOf('doubt', vain, 'excludes nothing', possible), path }];
    if (possible.some((value) => named.every(({ test }) => test(value)))) return [];
    const never = named.find(({ test }) => !possible.some(test));
    if (never) return [{ ...noticeOf('mistake', never, 'can never match', possible), path }];
    const message = `${named.map(wordsOf).join(' and ')} exclude each other, so that nothing matches`;
    const remedy = `keep one, or write one matcher for both, such as ${name}=~"${possible.slice(0, 2).join('|')}"`;
    return [{ kind: 'mistake', path, message, remedy }];
  });
}

function wordsOf({ name, operator, value }: Matcher): string {
  return `${name}${operator}${JSON.stringify(value)}`;
}

function isNegative({ operator }: Matcher): boolean {
  return operator === '!=' || operator === '!~';
}

function noticeOf(kind: Notice['kind'], matcher: Matcher, what: string, possible: readonly string[]): Notice {
  const { name, value } = matcher;
  const nearest = nearestKey(value, possible);
  const meant = nearest === undefined ? '' : `did you mean ${nearest}? `;
  return {
    kind,
    message: `${wordsOf(matcher)} ${what}`,
    remedy: `${meant}${name} is one of ${possible.join(', ')} here; for a label of this name write ${LABEL_PREFIX}${name}`,
  };
}

function misspelt({ path, match }: PlacedMatchers): readonly Notice[] {
  return match.flatMap(({ name }): Notice[] => {
    const field = FIELD_NAMES.get(name.toLowerCase().replaceAll(/[_-]/g, ''));
    if (field === undefined || field === name) return [];
    const message = `names ${name}, which is read as a label`;
    return [{ kind: 'doubt', path, message, remedy: `did you mean ${field}?` }];
  });
}
