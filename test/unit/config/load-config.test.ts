import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../../src/app/registry.ts';
import { describeConfigError } from '../../../src/config/describe-issues.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { configOf, faultOf, loadedOf, SOUND } from './fault-of.ts';

const placesOf = (text: string, environment: Record<string, string> = {}) =>
  faultOf(text, environment).issues.map(({ at, path }) => `${at} ${path}`);

describe('a configuration with several faults', () => {
  const text = `coc:
  endpoint: http://localhost:9100
  integrationKey: \${COC_KEY}
  auth: { type: none }
sources:
  prod: { type: prometheus }
alarm:
  aplicationId: app-1
  applicationId: app-1
routes:
  - match: ['team=']
    incident: nobody
log: { level: loud }
outbox: { maxBytes: 10 }
`;

  it('names all of them at once, each with its place and its remedy', () => {
    const { code, issues } = faultOf(text);
    expect(code).toBe('config');
    expect(issues).toEqual([
      {
        at: 'agent.yaml:3:19',
        path: 'coc.integrationKey',
        message: 'refers to the environment variable COC_KEY, which is not set',
        remedy: 'set COC_KEY, or write $'.concat('{COC_KEY:-default} to give it a default'),
      },
      {
        at: 'agent.yaml:6:17',
        path: 'sources.prod.type',
        message: 'is not one of the valid values',
        remedy: 'use one of alertmanager, grafana, zabbix',
      },
      {
        at: 'agent.yaml:8:3',
        path: 'alarm.aplicationId',
        message: 'is not a known key',
        remedy: 'did you mean applicationId?',
      },
      {
        at: 'agent.yaml:11:13',
        path: 'routes[0].match[0]',
        message: 'in the matcher team=: at character 6, a value is expected',
        remedy: 'write it after the operator; the empty value is ""',
      },
      {
        at: 'agent.yaml:13:15',
        path: 'log.level',
        message: 'is not one of the valid values',
        remedy: 'use one of error, warn, info, debug',
      },
      {
        at: 'agent.yaml:14:21',
        path: 'outbox.maxBytes',
        message: 'is a number, but must be a string',
        remedy: 'put the value into quotes',
      },
    ]);
  });

  it('is described for people, a block for each fault', () => {
    const described = describeConfigError(faultOf(text));
    expect(described).toContain(
      'the configuration agent.yaml has 6 faults\n\nagent.yaml:3:19 coc.integrationKey\n',
    );
    expect(described).toContain(
      'agent.yaml:8:3 alarm.aplicationId\n  is not a known key\n  -> did you mean applicationId?\n',
    );
  });

  it('tells the faults between sound sections beside those of the others', () => {
    const both = `${SOUND}routes: [{ match: ['a=b'], incident: nobody }]\nlog: { level: loud }\n`;
    expect(placesOf(both)).toEqual(['agent.yaml:9:38 routes[0].incident', 'agent.yaml:10:15 log.level']);
  });
});

describe('a fault', () => {
  it.each([
    ['dataDir: 5', 'dataDir', 'is a number, but must be a string', 'put the value into quotes'],
    ['dataDir:', 'dataDir', 'is empty', 'give it a value, or remove the key'],
    [
      'delivery: { concurrency: "8" }',
      'delivery.concurrency',
      'is a string, but must be a number',
      'without quotes',
    ],
    ['delivery: { concurrency: 0 }', 'delivery.concurrency', 'must be at least 1', 'Calls to COC'],
    ['delivery: { concurrency: 1.5 }', 'delivery.concurrency', 'must be a whole number', 'whole number'],
    ['delivery: [1]', 'delivery', 'is a list, but must be a section with keys', 'indented lines'],
    ['routes: { match: x }', 'routes', 'is a section with keys, but must be a list', 'write a list'],
    ['incidents: [{ }]', 'incidents[0].creator', 'is missing', 'add creator: COC user id'],
    ['incidents: [{ assignee: { scene: s } }]', 'incidents[0].assignee.role', 'is missing', 'add role: '],
    [
      'incidents: [{ assignee: { usr: s } }]',
      'incidents[0].assignee.usr',
      'not a known key',
      'did you mean user?',
    ],
    [
      'routes: [{ match: [a=b], incident: true }]',
      'routes[0].incident',
      'not valid here',
      'a string or false',
    ],
    [
      'incidents: [{ resolve: [1] }]',
      'incidents[0].resolve',
      'is a list, which is not valid here',
      'write none, propose, complete or a section with keys',
    ],
    ['routes: [{ match: [] }]', 'routes[0].match', 'has no matcher', 'to match every alert'],
    ['routes: [{ match: [a=b], alarmName: "{{ x" }]', 'routes[0].alarmName', 'not closed', 'write {{'],
    [
      'log: { colour: red }',
      'log.colour',
      'is not a known key',
      'remove it; the known keys here are level, format',
    ],
    ['outbox: { maxBytes: 1KB }', 'outbox.maxBytes', 'is not a size', '16MiB'],
    ['outbox: { maxBytes: 5MiB }', 'outbox.maxBytes', 'less than two segments', 'lower segmentBytes'],
    ['delivery: { backoff: { max: 1ms } }', 'delivery.backoff.max', 'is shorter', 'raise max'],
    ['delivery: { incidentAskAfter: 3m }', 'delivery.incidentAskAfter', 'is shorter', 'raise it'],
    ['delivery: { incidentAbsentAfter: 29m }', 'delivery.incidentAskAfter', 'is shorter', 'raise it'],
    ['delivery: { incidentLookupDelay: 61m }', 'delivery.incidentLookupDelay', 'must be at most 1h', ''],
    ['delivery: { incidentAbsentAfter: 0s }', 'delivery.incidentAbsentAfter', 'must be longer than 0s', ''],
    ['delivery: { incidentListLag: 25h }', 'delivery.incidentListLag', 'must be at most 24h', ''],
    ['delivery: { incidentAskAfter: 8d }', 'delivery.incidentAskAfter', 'must be at most 7d', ''],
    ['admin: { auth: { bearer: {} } }', 'admin.auth.bearer.token', 'exactly one of', 'Token that'],
    ['"__proto__": 1', '__proto__', 'is not a known key', 'remove it'],
    ['constructor: 1', 'constructor', 'is not a known key', 'remove it'],
  ])('in %s is at %s', (line, path, message, remedy) => {
    const found = faultOf(`${SOUND}${line}\n`).issues.find((issue) => issue.path === path);
    expect(found?.message).toContain(message);
    expect(found?.remedy).toContain(remedy);
    expect(found?.at).toMatch(/^agent\.yaml:9:\d+$/);
  });

  it.each([
    ['a name that no source can have', SOUND.replace('prod:', 'Prod:'), 'sources.Prod', 'use 1 to 63'],
    ['no source at all', SOUND.replace('prod: { type: alertmanager }', '{}'), 'sources', 'add one, such as'],
    [
      'a key of another type of source',
      SOUND.replace('alertmanager }', 'alertmanager, timezone: UTC }'),
      'sources.prod.timezone',
      'the known keys here are type, auth',
    ],
  ])('is %s', (_, text, path, remedy) => {
    const { issues } = faultOf(text);
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(issues[0]?.remedy).toContain(remedy);
  });

  it('never shows a value, as it may be a secret', () => {
    const secret = 'S3cr3t-value';
    const texts = [
      SOUND.replace('http://localhost:9100', `[${secret}]`),
      SOUND.replace('integrationKey: key', `integrationKey: { x: ${secret} }`),
      `${SOUND}admin: { auth: { bearer: { token: [${secret}], tokenFile: ${secret} } } }`,
      `${SOUND}log: { level: ${secret} }`,
      `${SOUND}listen: { webhooks: ${secret} }`,
      `${SOUND}delivery: { concurrency: ${secret}, backoff: { max: ${secret} } }`,
    ];
    for (const text of texts) expect(describeConfigError(faultOf(text))).not.toContain(secret);
  });
});

describe('references to the environment', () => {
  it('are replaced in every string, and nowhere else', () => {
    const text = SOUND.replace('applicationId: app-1', 'applicationId: "$'.concat('{KEY}"'));
    const config = configOf(`${text}dataDir: /data/$\{NAME:-agent}\n`, { KEY: 'a: b # "c"' });
    expect(config.alarm.applicationId.source).toBe('a: b # "c"');
    expect(config.dataDir).toBe('/data/agent');
  });

  it('leave a secret hidden wherever the configuration is printed', () => {
    const config = configOf(SOUND.replace('integrationKey: key', 'integrationKey: s3cr3t'));
    expect(JSON.stringify(config)).not.toContain('s3cr3t');
    expect(JSON.stringify(config)).toContain('<secret>');
  });
});

describe('loadConfig', () => {
  const reading = { schema: configSchema, environment: {} };

  it('reads a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'config-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'agent.yaml');
    await writeFile(file, SOUND);
    expect((await loadConfig(file, reading)).config.sources).toMatchObject({
      prod: { type: 'alertmanager' },
    });
  });

  it('tells the oddities of its bytes, the files that it names, and the place of each key', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'config-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'agent.yaml');
    const named = '{ type: alertmanager, auth: { bearer: [{ tokenFile: /secrets/token }] } }';
    await writeFile(file, `\ufeff${SOUND.replace('{ type: alertmanager }', named)}`);
    const { notices, files, placeOf } = await loadConfig(file, reading);
    expect(notices).toMatchObject([{ kind: 'doubt', at: file }]);
    expect(files).toEqual([{ path: 'sources.prod.auth.bearer[0].tokenFile', file: '/secrets/token' }]);
    expect(placeOf('alarm.applicationId')).toBe(`${file}:8:18`);
    expect(placeOf('sources.prod.auth.bearer[0]')).toMatch(/agent\.yaml:6:\d+$/);
  });

  it('has no oddities to tell of a sound file, and of a text', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'config-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, 'agent.yaml'), SOUND);
    expect(await loadConfig(join(directory, 'agent.yaml'), reading)).toMatchObject({
      notices: [],
      files: [],
    });
    expect(loadedOf(SOUND)).toMatchObject({ notices: [], files: [] });
  });

  it.each(['/nonexistent/agent.yaml', tmpdir()])('says that it cannot read %s', async (file) => {
    await expect(loadConfig(file, reading)).rejects.toMatchObject({
      code: 'config',
      message: 'the configuration cannot be read',
      issues: [
        { at: file, message: expect.stringMatching(/^(?:ENOENT|EISDIR)/), remedy: expect.any(String) },
      ],
    });
  });
});
