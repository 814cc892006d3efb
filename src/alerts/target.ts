import type { Alarm } from './alarm.ts';

/** Fields of an alarm that say where COC keeps it. */
const PLACE = ['integration', 'applicationId', 'regionId'] as const;
const TARGET = [...PLACE, 'nameSpace', 'resourceName', 'resourceId'] as const;

/** Where COC was told of an alarm, and of what. It stays with an episode, which ends where it began. */
export type Target = Pick<Alarm, (typeof TARGET)[number]>;

/** The target of an alarm, without its other fields. */
export function targetOf(alarm: Target): Target {
  const { integration, applicationId, regionId, nameSpace, resourceName, resourceId } = alarm;
  return { integration, applicationId, regionId, nameSpace, resourceName, resourceId };
}

/** Names that integrations have now, by those that they had before. */
export type NamesNow = ReadonlyMap<string, string>;

/**
 * True when COC keeps the two in different places. Another resource at the same place is a change of text, and another
 * name of the same integration is no change at all.
 */
export function isElsewhere(one: Target, other: Target, namesNow: NamesNow = new Map()): boolean {
  const now = (target: Target) => ({
    ...target,
    integration: namesNow.get(target.integration) ?? target.integration,
  });
  const [here, there] = [now(one), now(other)];
  return PLACE.some((field) => here[field] !== there[field]);
}
