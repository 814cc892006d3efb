import { isVisible } from '../../alerts/first-text.ts';
import type { RoutingSettings } from '../../routing/config.ts';
import type { Template } from '../../routing/template.ts';
import type { Notice } from './notice.ts';

/**
 * Ids of COC's examples have 12 or 24 hexadecimal digits.
 *
 * @see COC API Reference, "Reporting custom events" and "Creating an incident" (examples)
 */
const USUAL_ID = /^(?:[0-9a-f]{12,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const LONGEST_ID = 255;

/** Finds application ids that are blank, too long or of an unusual form, and alerts that may get none. */
export function applicationNotices({ alarm, routes, incidents }: RoutingSettings): readonly Notice[] {
  const templates: readonly (readonly [string, Template | undefined])[] = [
    ['alarm.applicationId', alarm.applicationId],
    ...routes.map(({ applicationId }, index) => [`routes[${index}].applicationId`, applicationId] as const),
    ...incidents.map(
      ({ applicationId }, index) => [`incidents[${index}].applicationId`, applicationId] as const,
    ),
  ];
  const ids: readonly (readonly [string, string])[] = [
    ...templates.flatMap(([path, template]) =>
      template?.constant ? [[path, template.source.trim()] as const] : [],
    ),
    ...(alarm.defaultApplicationId === undefined
      ? []
      : [['alarm.defaultApplicationId', alarm.defaultApplicationId] as const]),
    ...Object.entries(alarm.applications).map(
      ([name, id]) => [`alarm.applications[${JSON.stringify(name)}]`, id] as const,
    ),
  ];
  return [...ids.flatMap(([path, id]) => noticeOfId(path, id)), ...mayBeMissing(alarm)];
}

function noticeOfId(path: string, id: string): readonly Notice[] {
  if (!isVisible(id))
    return [{ kind: 'mistake', path, message: 'is blank', remedy: 'write the id of a COC application' }];
  if (id.length > LONGEST_ID) {
    const message = `is longer than ${LONGEST_ID} characters, and is cut`;
    return [{ kind: 'mistake', path, message, remedy: 'write the id of a COC application' }];
  }
  if (USUAL_ID.test(id)) return [];
  const remedy = "take the id, not the name or code, from COC's application management; it has 24 of 0-9 a-f";
  return [{ kind: 'doubt', path, message: 'does not look like the id of a COC application', remedy }];
}

/** A template may render to nothing unless it says what it does then. */
function mayBeMissing({ applicationId, defaultApplicationId }: RoutingSettings['alarm']): readonly Notice[] {
  if (applicationId.constant || defaultApplicationId !== undefined) return [];
  if (/\|\s*default\s*:|\{%-?\s*else\b/.test(applicationId.source)) return [];
  const message = 'may render to nothing, and COC refuses an incident without an application id';
  const remedy = 'set alarm.defaultApplicationId';
  return [{ kind: 'doubt', path: 'alarm.applicationId', message, remedy }];
}
