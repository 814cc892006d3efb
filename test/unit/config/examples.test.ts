import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../../../src/routing/route.ts';
import { anAlert } from '../routing/an-alert.ts';
import { configOf } from './fault-of.ts';

const FOLDER = new URL('../../../config/coc-alarm-agent/', import.meta.url);
const environment = {
  COC_INTEGRATION_KEY: 'key1',
  COC_PAYMENTS_INTEGRATION_KEY: 'key2',
  COC_APPLICATION_ID: 'app-1',
  HUAWEICLOUD_SDK_AK: 'ak',
  HUAWEICLOUD_SDK_SK: 'sk',
  ALERTMANAGER_TOKEN: 'token',
  GRAFANA_SECRET: 'secret',
};

const exampleOf = async (file: string) =>
  configOf(await readFile(new URL(file, FOLDER), 'utf8'), environment);

describe('an example', () => {
  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))(
    '%s is read without a fault',
    async (file) => {
      expect(await exampleOf(file)).toBeDefined();
    },
  );

  it('config.example.yaml writes the defaults out as they are', async () => {
    const [full, minimal] = [await exampleOf('config.example.yaml'), await exampleOf('minimal.yaml')];
    for (const section of ['listen', 'log', 'dataDir', 'delivery', 'outbox'] as const)
      expect(full[section]).toEqual(minimal[section]);
  });

  it('config.example.yaml routes as its comments say', async () => {
    const route = createRouter(await exampleOf('config.example.yaml'), {
      integrations: ['default', 'payments'],
    });
    const routedFor = (labels: Record<string, string>) =>
      route(anAlert({ source: 'alertmanager', labels }), 0);
    expect(routedFor({ env: 'dev' })).toMatchObject({ kind: 'filtered', route: 'test environments' });
    expect(routedFor({ team: 'payments' })).toMatchObject({
      alarm: { integration: 'payments', applicationId: '6470681a31da2a47ed50a919' },
      incident: { policy: 'payments on call' },
    });
    expect(routedFor({ team: 'db', cluster: 'c1', instance: 'i1' })).toMatchObject({
      alarm: { resourceName: 'c1/i1', regionId: 'cn-north-4' },
      incident: { policy: 'critical' },
      templateErrors: [],
    });
    expect(routedFor({ job: 'batch-1' })).not.toHaveProperty('incident');
  });
});
