import { request } from 'node:http';
import { signatureOf } from '../../src/emulator/auth/canonical-request.ts';
import type { IncidentStatus } from '../../src/emulator/contract/incident-enums.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';

/** A clock that stands still until it is moved. */
export interface TestClock {
  readonly now: () => number;
  advance(ms: number): void;
}

export function testClock(start = Date.UTC(2024, 6, 4, 12)): TestClock {
  let time = start;
  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
  };
}

const running: Emulator[] = [];

/** Starts an emulator that `stopEmulators` stops. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await createEmulator(options);
  running.push(emulator);
  return emulator;
}

export async function stopEmulators(): Promise<void> {
  await Promise.all(running.splice(0).map((emulator) => emulator.stop()));
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body when it is JSON, else undefined. */
  readonly json: unknown;
}

/** Sends exactly these headers and bytes, and collects what comes back. */
export function send(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: options.method ?? 'GET', headers: { ...options.headers } });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parse(text) });
      });
    });
    outgoing.end(options.body);
  });
}

/** Posts JSON without credentials. */
export function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The headers of a signature over a request. */
export function sign(
  url: string,
  options: {
    readonly method?: string;
    readonly body?: string;
    readonly time: number;
    readonly accessKey?: string;
    readonly secretKey?: string;
  },
): Record<string, string> {
  const { host, pathname, search } = new URL(url);
  const date = new Date(options.time).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers = { host, 'x-sdk-date': date };
  const signed = {
    method: options.method ?? 'GET',
    path: pathname,
    query: search.slice(1),
    headers,
    body: Buffer.from(options.body ?? ''),
  };
  const signature = signatureOf(signed, Object.keys(headers), options.secretKey ?? 'emulator-secret-key');
  const access = options.accessKey ?? 'emulator-access-key';
  const authorization = `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=host;x-sdk-date, Signature=${signature}`;
  return { ...headers, authorization };
}

export const alarm = {
  alarmId: 'a1',
  alarmName: 'NodeDown',
  alarmLevel: 'Critical',
  time: 1709118444540,
  nameSpace: 'prod',
  applicationId: '65659ae2f42bf80e5f3f0635',
  alarmDesc: 'db-1 is down',
  alarmSource: 'alertmanager',
  alarmStatus: 'alarm',
};

export const incident = {
  region: ['cn-north-4'],
  current_cloud_service: ['65659ae2f42bf80e5f3f0635'],
  incident_level: 'level_20',
  is_service_interrupt: false,
  incident_type: 'inc_type_p_monitoring_issues',
  incident_title: 'NodeDown on db-1',
  incident_description: 'db-1 is down',
  incident_source: 'incident_source_alarm',
  incident_assignee: ['user1'],
  creator: 'user1',
};

const waysTo: Readonly<Record<IncidentStatus, Parameters<Emulator['work']>[1] | undefined>> = {
  incident_draft: { action: 'draft' },
  INCIDENT_STATUS_TRIGGERED: undefined,
  INCIDENT_STATUS_ACKNOWLEDGED: { action: 'accept' },
  INCIDENT_STATUS_REJECTED: { action: 'reject' },
  INCIDENT_STATUS_RESOLVED: { action: 'resolve' },
  INCIDENT_STATUS_COMPLETED: { action: 'complete' },
  INCIDENT_STATUS_PAUSED: { action: 'pause' },
};

/** Opens an incident, lets a person bring it into a state, and returns its number. Needs no credentials. */
export async function openIncident(
  emulator: Emulator,
  status: IncidentStatus = 'INCIDENT_STATUS_TRIGGERED',
): Promise<string> {
  const reply = await post(`${emulator.url}/v1/external/incident/create`, incident);
  const { incident_num } = (reply.json as { data: { incident_num: string } }).data;
  const way = waysTo[status];
  if (way) emulator.work(incident_num, way);
  return incident_num;
}

export const alarmPath = '/v1/event/huawei/custom/0123456789abcdef0123456789abcdef';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
