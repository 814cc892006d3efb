import { describe, expect, it } from 'vitest';
import type { ProjectReading } from '../../../src/coc/look-up-project.ts';
import { examineProject } from '../../../src/doctor/examine-project.ts';

const projects = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, name: `region-${i}`, enabled: true }));

/** The finding about the project `mine`, and how often IAM was asked. */
async function examined(reading: ProjectReading, named: Parameters<typeof examineProject>[0]) {
  let asked = 0;
  const finding = await examineProject(named, async () => {
    asked += 1;
    return reading;
  });
  return { finding, asked };
}

const KEY = { auth: 'aksk', project: 'mine' } as const;
const ABSENT = { kind: 'absent', projects: [] } as const;

describe('the project', () => {
  it.each([
    ['skipped', { auth: 'none', project: 'mine' }],
    ['good', { auth: 'token', project: 'mine' }],
    ['skipped', { auth: 'aksk', project: undefined }],
  ] as const)('is %s without a question to IAM: %j', async (result, named) => {
    expect(await examined(ABSENT, named)).toMatchObject({ finding: { check: 'project', result }, asked: 0 });
  });

  it('is good only when it is there and enabled', async () => {
    const found = { kind: 'found', id: 'mine', name: 'cn-north-4' } as const;
    const [on, off] = [
      await examined({ ...found, enabled: true }, KEY),
      await examined({ ...found, enabled: false }, KEY),
    ];
    expect(on.finding).toMatchObject({ result: 'good', words: expect.stringContaining('cn-north-4') });
    expect(on.finding).not.toHaveProperty('remedy');
    expect(off.finding).toMatchObject({ result: 'bad', remedy: expect.any(String) });
  });

  it('is unknown when IAM cannot be asked', async () => {
    expect(await examined({ kind: 'unknown', detail: 'HTTP 403' }, KEY)).toMatchObject({
      ...{ finding: { result: 'unknown', words: expect.stringContaining('HTTP 403') }, asked: 1 },
    });
  });

  it('that is written as its name is told its id', async () => {
    const all = [...projects(1), { id: 'id-of-mine', name: 'mine', enabled: true }];
    const { finding } = await examined({ kind: 'absent', projects: all }, KEY);
    expect(finding).toMatchObject({ result: 'bad', remedy: expect.stringContaining('id-of-mine') });
    expect(finding.remedy).not.toContain('p0');
  });

  it.each([
    [0, 0, false],
    [4, 4, false],
    [5, 5, false],
    [6, 5, true],
  ])('that is not among %i is told %i of them', async (count, named, more) => {
    const { finding } = await examined({ kind: 'absent', projects: projects(count) }, KEY);
    expect(finding.remedy?.match(/region-\d p\d/g) ?? []).toHaveLength(named);
    expect(finding.remedy?.endsWith(', ...')).toBe(more);
    expect(finding.remedy?.includes('IAM lists')).toBe(count > 0);
  });
});
