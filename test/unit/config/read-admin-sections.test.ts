import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readAdminSections } from '../../../src/config/read-admin-sections.ts';

async function read(text: string, environment = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'config-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'agent.yaml');
  await writeFile(file, text);
  return readAdminSections(file, environment);
}

const OTHERS = `coc: { integrationKey: "\${NOT_HERE}" }\nroutes: nonsense\n`;

describe('how the admin listener is reached', () => {
  it('is read by whoever has no variables of the other sections', async () => {
    const { listen, admin } = await read(`${OTHERS}listen: { admin: "127.0.0.1:\${PORT}" }\n`, { PORT: '7' });
    expect([listen.admin, admin.auth]).toEqual([{ host: '127.0.0.1', port: 7 }, undefined]);
    expect((await read(OTHERS)).listen.admin.port).toBe(9_096);
  });

  it.each([
    [
      'its own variable is missing',
      `${OTHERS}listen: { admin: "\${HERE}" }`,
      { path: expect.stringContaining('listen.admin') },
    ],
    [
      'its own section is wrong',
      `${OTHERS}admin: { auth: {} }`,
      { path: expect.stringContaining('admin.auth') },
    ],
    ['the file is no YAML', 'listen: [', { at: expect.stringMatching(/agent\.yaml:1:10$/) }],
  ])('is not guessed when %s', async (_what, text, place) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'config',
      issues: [place],
    });
  });
});
