import type { RoutingSettings } from '../../routing/config.ts';
import type { Notice } from './notice.ts';
import { templatesIn } from './template-places.ts';

interface Limit {
  readonly limit: number;
  /** True for an id, which leads nowhere when it is cut. */
  readonly isId?: true;
}

/**
 * Longest texts of an alarm that COC takes. Application ids have notices of their own.
 *
 * @see COC API Reference, "Reporting custom events"
 */
const OF_ALARM: Readonly<Record<string, Limit>> = {
  alarmName: { limit: 255 },
  nameSpace: { limit: 255 },
  regionId: { limit: 255, isId: true },
  resourceName: { limit: 255 },
  resourceId: { limit: 255, isId: true },
  alarmDesc: { limit: 255 },
  alarmSource: { limit: 255 },
  url: { limit: 255 },
};

/** @see COC API Reference, "Creating an incident" and "Handling an Incident" */
const OF_INCIDENT: Readonly<Record<string, Limit>> = {
  title: { limit: 200 },
  description: { limit: 600 },
  regionId: { limit: 255, isId: true },
  cause: { limit: 10_000 },
  solution: { limit: 10_000 },
  comment: { limit: 300 },
};

/** Finds texts that are the same for each alarm, and longer than COC takes. Those of templates are known only with an alarm. */
export function lengthNotices({ alarm, routes, incidents }: RoutingSettings): readonly Notice[] {
  return [
    ...tooLong(alarm, ['alarm'], OF_ALARM),
    ...tooLong(routes, ['routes'], OF_ALARM),
    ...tooLong(incidents, ['incidents'], OF_INCIDENT),
  ];
}

function tooLong(
  section: unknown,
  at: readonly string[],
  limits: Readonly<Record<string, Limit>>,
): readonly Notice[] {
  return templatesIn(section, at).flatMap(({ path, template }): Notice[] => {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const found = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (!found || !template.constant || template.source.trim().length <= found.limit) return [];
    const message = `is longer than ${found.limit} characters, and is cut`;
    return found.isId
      ? [{ kind: 'mistake', path, message, remedy: 'write the id as COC shows it' }]
      : [{ kind: 'doubt', path, message, remedy: 'write less, or a template' }];
  });
}
