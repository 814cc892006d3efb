import { onTestFinished } from 'vitest';
import { createZabbixActive } from '../../../../src/sources/zabbix/active.ts';
import { zabbixSourceSchema } from '../../../../src/sources/zabbix/config.ts';
import { systemClock } from '../../../../src/time/clock.ts';
import { fakeSourceApi } from '../../../support/fake-source-api.ts';

/** One call of the API. */
export interface ZabbixCall {
  readonly method: string;
  readonly params: { readonly [key: string]: unknown };
  readonly auth?: string;
  readonly authorization?: string | undefined;
}

/** What a method answers: its result, or an error with this text. */
export type Play = (call: ZabbixCall) => unknown;

/** An answer that is an error. */
export class PlayedError {
  readonly data: string;

  constructor(data: string) {
    this.data = data;
  }
}

/** A problem of a trigger as the API answers it. */
export function aProblem(eventid: string, changes: object = {}) {
  return {
    eventid,
    source: '0',
    object: '0',
    objectid: `9${eventid}`,
    clock: '1795489339',
    name: `Problem ${eventid}`,
    severity: '4',
    suppressed: '0',
    opdata: '',
    tags: [],
    ...changes,
  };
}

/** A Zabbix that a test plays, and what asks it; both end with the test. */
export async function playZabbix(play: Play, config: object = {}, version = '6.0.14') {
  const calls: ZabbixCall[] = [];
  const api = await fakeSourceApi(({ body, headers }) => {
    const call = { ...JSON.parse(body), authorization: headers.authorization } as ZabbixCall;
    calls.push(call);
    const result = call.method === 'apiinfo.version' ? version : play(call);
    const error = { code: -32_602, message: 'Invalid params.', data: (result as PlayedError)?.data };
    return {
      body: {
        jsonrpc: '2.0',
        id: 1,
        ...(result instanceof PlayedError ? { error } : { result: result ?? [] }),
      },
    };
  });
  const { identity, ...rest } = { identity: 'event', ...config } as { identity: string };
  const reconcile = { url: `${api.url}/api_jsonrpc.php`, auth: { bearer: { token: 'a-token' } }, ...rest };
  const read = zabbixSourceSchema.parse({ type: 'zabbix', identity, reconcile });
  const asked = { ...read, reconcile: read.reconcile as NonNullable<typeof read.reconcile> };
  const active = createZabbixActive('main', asked, { levels: {}, clock: systemClock });
  onTestFinished(async () => {
    await active.close();
    await api.stop();
  });
  return { active, calls, signal: new AbortController().signal };
}
