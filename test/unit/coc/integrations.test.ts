import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cocSchema } from '../../../src/coc/config.ts';
import { integrationsOf } from '../../../src/coc/integrations.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempDirectory } from '../../support/temp-directory.ts';

const WAY = { endpoint: 'http://127.0.0.1:9', auth: { type: 'none' } };

function integrationsIn(config: object, clock = new FakeClock()) {
  return integrationsOf(cocSchema.parse({ ...WAY, ...config }), clock);
}

describe('the integrations of a configuration', () => {
  it('are those that have a key: without one of its own there is no default', () => {
    const integrations = { db: { integrationKey: 'dbkey' }, web: { integrationKey: 'webkey' } };
    expect(integrationsIn({ integrations }).names()).toEqual(['db', 'web']);
    expect(integrationsIn({ integrations }).keyOf('default')).toBeUndefined();
    expect(integrationsIn({ integrations, integrationKey: 'k' }).names()).toEqual(['default', 'db', 'web']);
  });

  it('are found by each of their former names, beside others that never had one', () => {
    const db = { integrationKey: 'dbkey', renamedFrom: ['database', 'sql'] };
    const { keyOf } = integrationsIn({ integrations: { db, web: { integrationKey: 'webkey' } } });
    const keys = ['db', 'database', 'sql', 'web', 'mail'].map((name) => keyOf(name)?.reveal());
    expect(keys).toEqual(['dbkey', 'dbkey', 'dbkey', 'webkey', undefined]);
  });

  it('have another version when a file has another key, and only then', () => {
    const integrationKeyFile = join(tempDirectory(), 'key');
    writeFileSync(integrationKeyFile, 'first');
    const clock = new FakeClock();
    const { version } = integrationsIn({ integrations: { db: { integrationKeyFile } } }, clock);
    const before = version();
    clock.advance(60_000);
    expect(version()).toBe(before);
    writeFileSync(integrationKeyFile, 'another');
    clock.advance(60_000);
    expect(version()).not.toBe(before);
  });
});
