import { describe, expect, it } from 'vitest';
import { projectNotices } from '../../../../src/config/notices/project-notices.ts';

const ID = '0123456789abcdef0123456789abcdef';
const ofProject = (projectId: string | undefined) =>
  projectNotices({ coc: { auth: { type: 'aksk', projectId } }, incidents: [] });

describe('the id of a project', () => {
  it.each([undefined, ID, ID.toUpperCase()])('is fine: %s', (id) => {
    expect(ofProject(id)).toEqual([]);
  });

  it.each(['', '0', ID.slice(1), `${ID}0`, `x${ID}`, `${ID}x`, 'g'.repeat(32), 'cn-north-4'])(
    'is doubted: %j',
    (id) => {
      expect(ofProject(id)).toMatchObject([{ kind: 'doubt', path: 'coc.auth.projectId' }]);
    },
  );
});

describe('the enterprise project of an incident', () => {
  const warRoom = { fromLevel: 'level_20' as const, admin: 'a', scheduleGroups: [], participants: [] };
  const ofRooms = (...incidents: Parameters<typeof projectNotices>[0]['incidents']) =>
    projectNotices({ coc: { auth: { type: 'aksk', projectId: 'x' } }, incidents }).map(({ path }) => path);

  it('may have 64 characters where there is a war room, and more elsewhere', () => {
    const long = 'e'.repeat(65);
    const found = ofRooms(
      { warRoom, enterpriseProjectId: long.slice(1) },
      { warRoom, enterpriseProjectId: long },
      { warRoom },
      { enterpriseProjectId: long },
      { warRoom, enterpriseProjectId: long },
    );
    expect(found).toEqual([
      'incidents[1].enterpriseProjectId',
      'incidents[4].enterpriseProjectId',
      'coc.auth.projectId',
    ]);
  });
});
