import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { examine } from '../../src/app/doctor.ts';
import { readConfig } from '../../src/app/read-config.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { agentConfig, runEmulator, stopEverything, temporaryDirectory } from '../support/running-agent.ts';

afterEach(stopEverything);

async function examined(options: EmulatorOptions, coc?: string) {
  const emulator = await runEmulator(options);
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, agentConfig({ cocUrl: emulator.url, directory, ...(coc !== undefined && { coc }) }));
  const findings = await examine(await readConfig(file, {}), { testAlarm: true, now: Date.now() });
  return { emulator, bad: findings.filter(({ result }) => result === 'bad').map(({ check }) => check) };
}

describe('the doctor', () => {
  it('finds nothing wrong where everything is right, and resolves its test alarm', async () => {
    const { emulator, bad } = await examined({});
    expect(bad).toEqual([]);
    expect(emulator.alarms().map(({ body }) => body?.alarmStatus)).toEqual(['alarm', 'ok']);
    expect(emulator.incidents()).toEqual([]);
  });

  it('sees that the key is wrong', async () => {
    const { bad } = await examined(
      {},
      'auth: { type: aksk, accessKey: emulator-access-key, secretKey: wrong }',
    );
    expect(bad).toContain('credentials');
  });

  it('sees that incidents could not be looked up', async () => {
    const { bad } = await examined({ incidentList: false });
    expect(bad).toEqual(['permission to list incidents']);
  });

  it('sees that COC does not know the integration key', async () => {
    const { bad } = await examined({ integrationKeys: ['another'] });
    expect(bad).toEqual(['integration default']);
  });

  it('sees that the clock drifts', async () => {
    const { bad } = await examined({ now: () => Date.now() + 120_000 });
    expect(bad).toEqual(['clock']);
  });
});
