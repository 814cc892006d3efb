import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../src/alerts/alert.ts';
import { PayloadError } from '../../../src/errors.ts';
import { ForeignBodyError } from '../../../src/sources/foreign-body.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { unreadableReason } from '../../../src/webhooks/foreign-answer.ts';
import { createWebhookApp } from '../../../src/webhooks/webhook-app.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { BEARER, makeParts, serve, webhookDeps } from '../admin/agent-parts.ts';

const zabbix = (name: string, type: SourceType = 'zabbix') => ({
  ...createZabbixSource(name, { type: 'zabbix', identity: 'event' }, { levels: {}, clock: new FakeClock() }),
  type,
});

describe('the message about a body that cannot be read', () => {
  const foreign = new ForeignBodyError('send it to a source of type zabbix', ['zabbix']);

  it('names the paths of the sources that can read it, as far as they fit', () => {
    const sources = [zabbix('am', 'alertmanager'), zabbix('zbx-1'), zabbix('数据')];
    expect(unreadableReason(foreign, sources)).toBe(
      'send it to a source of type zabbix: /webhooks/zbx-1, /webhooks/%E6%95%B0%E6%8D%AE',
    );
    expect(unreadableReason(foreign, [...sources, zabbix('third')])).toMatch(/%AE, …$/);
    const either = new ForeignBodyError('send it on', ['alertmanager', 'grafana']);
    expect(unreadableReason(either, sources)).toBe('send it on: /webhooks/am');
  });

  it('says that no source can read it', () => {
    expect(unreadableReason(foreign, [zabbix('am', 'alertmanager')])).toBe(
      'send it to a source of type zabbix; none is configured',
    );
  });

  it('is that of the error where no other source can read it', () => {
    expect(unreadableReason(new PayloadError('not JSON'), [zabbix('zbx')])).toBe('not JSON');
  });
});

it('is what the sender gets, and what its dead letter says', async () => {
  const parts = await makeParts();
  const kept: string[] = [];
  const deps = webhookDeps(parts, { clock: new FakeClock() });
  const url = await serve(
    createWebhookApp({
      ...deps,
      keepUnreadableBody(source, body, detail) {
        kept.push(detail);
        return deps.keepUnreadableBody(source, body, detail);
      },
    }),
  );
  const body = JSON.stringify({ version: '1', orgId: 1, alerts: [] });
  const answer = await fetch(`${url}/webhooks/guarded`, {
    method: 'POST',
    headers: { authorization: `Bearer ${BEARER}` },
    body,
  });
  const error =
    'this body is from Grafana, and this source is of type alertmanager; send it to the path of a source of type grafana: /webhooks/signed';
  expect([answer.status, await answer.json()]).toEqual([400, { error }]);
  expect(kept).toEqual([error]);
});
