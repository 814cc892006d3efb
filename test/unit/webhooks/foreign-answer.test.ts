import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../src/alerts/alert.ts';
import { PayloadError } from '../../../src/errors.ts';
import { ForeignBodyError, refuseForeign } from '../../../src/sources/foreign-body.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { unreadableReason } from '../../../src/webhooks/foreign-answer.ts';
import { errorAnswer } from '../../../src/webhooks/webhook-answer.ts';
import { createWebhookApp } from '../../../src/webhooks/webhook-app.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { BEARER, makeParts, serve, webhookDeps } from '../admin/agent-parts.ts';

const zabbix = (name: string, type: SourceType = 'zabbix') => ({
  ...createZabbixSource(name, { type: 'zabbix', identity: 'event' }, { levels: {}, clock: new FakeClock() }),
  type,
});

function thrownBy(act: () => void): ForeignBodyError {
  try {
    act();
  } catch (error) {
    if (error instanceof ForeignBodyError) return error;
  }
  throw new Error('nothing was refused');
}

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

  describe.each([
    ['alertmanager', 'zabbix', { event_id: '1', event_value: '1', event_source: '0' }],
    ['grafana', 'zabbix', { event_id: '1', event_value: '1', event_source: '0' }],
    ['zabbix', 'alertmanager', { version: '2', alerts: [{ labels: { alertname: 'A' } }] }],
    ['zabbix', 'grafana', { ruleId: 1, state: 'alerting' }],
    ['alertmanager', 'grafana', { version: '1', orgId: 1, alerts: [{}] }],
  ] as const)('of %s about a body for %s', (ours, type, body) => {
    const error = thrownBy(() => refuseForeign(ours, body, 'alerts' in body ? body.alerts : []));

    it.each([1, 10, 20, 40, 62, 63])('has a whole path of a name of %i characters', (length) => {
      const names = ['a', 'b', 'c'].map((letter) => letter.repeat(length));
      for (const count of [1, 2, 3]) {
        const reason = unreadableReason(
          error,
          names.slice(0, count).map((name) => zabbix(name, type)),
        );
        const sent = JSON.parse(errorAnswer(400, reason).body).error;
        expect(sent).toBe(reason);
        const paths = sent.match(/\/webhooks\/[^ ,]*/g) ?? [];
        expect(paths.length).toBeGreaterThan(0);
        for (const path of paths) expect(names.map((name) => `/webhooks/${name}`)).toContain(path);
      }
    });

    it('has a number where no path fits', () => {
      const long = (letter: string) => zabbix(letter.repeat(180), type);
      expect(unreadableReason(error, [long('a')])).toMatch(/; one is configured$/);
      const reason = unreadableReason(error, [long('a'), long('b'), long('c')]);
      expect(reason).toMatch(/; 3 are configured$/);
      expect(JSON.parse(errorAnswer(400, reason).body).error).toBe(reason);
    });

    it('names the shortest path where only one fits', () => {
      const reason = unreadableReason(error, [zabbix('x'.repeat(100), type), zabbix('short', type)]);
      expect(reason).toMatch(/\/webhooks\/short\b/);
    });
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
