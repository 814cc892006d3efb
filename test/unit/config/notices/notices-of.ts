import { findNotices } from '../../../../src/config/notices/find-notices.ts';
import { configOf } from '../fault-of.ts';

/** An application id of the usual form. */
export const ID = '65659ae2f42bf80e5f3f0635';
export const AKSK = { type: 'aksk', accessKey: 'a', secretKey: 's' };
const POLICY = {
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  creator: 'user-1',
  assignee: { user: 'user-2' },
};

/** Finds the notices of a configuration with these sections beside what every one needs. */
export function noticesOf({ alarm, auth, ...sections }: Record<string, object>) {
  const config = {
    coc: { endpoint: 'https://coc.example.com', integrationKey: 'key', auth: auth ?? AKSK },
    sources: { prod: { type: 'alertmanager' } },
    alarm: { applicationId: ID, regionId: 'cn-north-4', ...alarm },
    ...sections,
  };
  return findNotices(configOf(JSON.stringify(config)));
}

/** A section with one incident policy, with these settings beside what every one needs. */
export const policy = (more: object) => ({ incidents: [{ ...POLICY, match: ['team=db'], ...more }] });
