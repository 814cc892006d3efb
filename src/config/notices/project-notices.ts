import type { IncidentSettings } from '../../routing/incident-settings.ts';
import type { Notice } from './notice.ts';

/** The sections that name projects. */
export interface ProjectSections {
  readonly coc: { readonly auth: { readonly type: string; readonly projectId?: string | undefined } };
  readonly incidents: readonly Pick<IncidentSettings, 'warRoom' | 'enterpriseProjectId'>[];
}

/**
 * Longest enterprise project id of a war room.
 *
 * @see COC API Reference, "Creating a War Room"
 */
const LONGEST_ROOM_PROJECT = 64;

/** Finds project ids that COC does not take. */
export function projectNotices({ coc: { auth }, incidents }: ProjectSections): readonly Notice[] {
  const rooms = incidents.flatMap(({ warRoom, enterpriseProjectId = '' }, index): Notice[] => {
    if (!warRoom || enterpriseProjectId.length <= LONGEST_ROOM_PROJECT) return [];
    const path = `incidents[${index}].enterpriseProjectId`;
    const message = `is longer than ${LONGEST_ROOM_PROJECT} characters, and COC refuses such a war room`;
    return [{ kind: 'mistake', path, message, remedy: 'write the id of the enterprise project, or 0' }];
  });
  const { projectId } = auth;
  if (projectId === undefined || /^[0-9a-f]{32}$/i.test(projectId)) return rooms;
  const message = 'does not look like the id of a project, which has 32 of 0-9 a-f';
  const remedy = 'take the id, not the name, from the page My Credentials; doctor looks it up';
  return [...rooms, { kind: 'doubt', path: 'coc.auth.projectId', message, remedy }];
}
