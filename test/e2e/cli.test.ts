import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import { agentConfig, stopEverything, temporaryDirectory } from '../support/running-agent.ts';

afterEach(stopEverything);

async function configFile(text?: string): Promise<string> {
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, text ?? agentConfig({ cocUrl: 'http://127.0.0.1:9', directory }));
  return file;
}

describe('check-config', () => {
  it('summarizes a valid configuration', async () => {
    const { code, out } = await runCommand('check-config', await configFile());
    expect(code).toBe(0);
    expect(out).toContain('/webhooks/alertmanager (alertmanager), open to everybody');
  });

  it('refuses a matcher that means a field where the writer may mean a label, and says how to mean that', async () => {
    const text = (name: string) => `
coc: { endpoint: http://127.0.0.1:9, integrationKey: key, auth: { type: none } }
sources: { am: { type: alertmanager } }
alarm: { applicationId: app }
routes: [{ match: ['${name}="500"'] }]`;
    const bare = await runCommand('check-config', await configFile(text('status')));
    expect(bare.code).toBe(2);
    expect(bare.err).toContain('status="500" can never match');
    expect(bare.err).toContain(
      'status is one of firing, resolved here; for a label of this name write label.status',
    );
    const prefixed = await runCommand('check-config', await configFile(text('label.status')));
    expect([prefixed.code, prefixed.out.includes('label.status')]).toEqual([0, false]);
  });

  it('names five mistakes at once, each with its path and a remedy, and exits with 2', async () => {
    const text = `
listen: { webhooks: nonsense }
coc:
  endpoint: http://coc.example.com
  integrationKey: \${COC_KEY_THAT_IS_NOT_SET}
  auth: { type: aksk, accessKey: a, secretkey: b }
sources: { am: { type: alertmanger } }
alarm: { applicationId: app }
routes: [{ match: ['team=~"("'] }]`;
    const { code, err } = await runCommand('check-config', await configFile(text));
    expect(code).toBe(2);
    for (const path of [
      'listen.webhooks',
      'coc.endpoint',
      'coc.integrationKey',
      'coc.auth.secretkey',
      'sources.am.type',
      'routes[0].match[0]',
    ]) {
      expect(err).toContain(` ${path}\n`);
    }
    expect(err).toContain('did you mean secretKey?');
    expect(err.match(/^ {2}-> /gm)?.length).toBeGreaterThanOrEqual(6);
  });

  it('names the file that it cannot read', async () => {
    const { code, err } = await runCommand('check-config', '/nowhere/config.yaml');
    expect([code, err]).toEqual([2, expect.stringContaining('/nowhere/config.yaml')]);
  });
});

describe('explain', () => {
  it('shows every step with the exact call to COC, as text and as JSON', async () => {
    const file = await configFile();
    const payload = `${file}.payload.json`;
    await writeFile(payload, JSON.stringify(alertmanagerBody({ name: 'Disk', severity: 'critical' })));
    const text = await runCommand('explain', '--config', file, '--source', 'alertmanager', payload);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/level Critical from severity "critical"/);
    expect(text.out).toContain('"incident_level": "level_20"');
    const json = await runCommand('explain', '--config', file, '--source', 'alertmanager', payload, '--json');
    const { alerts } = JSON.parse(json.out);
    expect(alerts[0].steps.map(({ step }: { step: string }) => step)).toEqual([
      'read',
      'routed',
      'decided',
      'alarm',
      'incident',
    ]);
    expect(alerts[0].steps[3].body).toMatchObject({ alarmName: 'Disk', alarmStatus: 'alarm' });
    expect(json.out).not.toContain('0123456789abcdef0123456789abcdef');
  });

  it('breaks its sentences where the terminal is narrow, and leaves the call as it is sent', async () => {
    const file = await configFile();
    const payload = `${file}.payload.json`;
    await writeFile(payload, JSON.stringify(alertmanagerBody({ name: `Disk ${'full '.repeat(20)}` })));
    const args = ['explain', '--config', file, '--source', 'alertmanager', payload];
    const wide = await runCommand(...args);
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('COLUMNS', '60');
    const narrow = await runCommand(...args);
    const isBody = (line: string) => line.startsWith(' '.repeat(12)) && /[{}[\]":]/.test(line);
    expect(wide.out.split('\n').some((line) => line.length > 100 && !isBody(line))).toBe(true);
    expect(narrow.out.split('\n').filter((line) => line.length > 60 && !isBody(line))).toEqual([]);
    const bodyIn = (out: string) => out.slice(out.indexOf('            {'), out.indexOf('            }'));
    expect(bodyIn(narrow.out)).toBe(bodyIn(wide.out));
    await writeFile(payload, 'hello '.repeat(30));
    const unread = (await runCommand(...args)).out;
    expect(unread.split('\n').filter((line) => line.length > 60)).toEqual([]);
  });

  it('says why it cannot read a body, and exits with 1', async () => {
    const file = await configFile();
    await writeFile(`${file}.payload`, 'hello');
    const { code, out } = await runCommand(
      'explain',
      '--config',
      file,
      '--source',
      'alertmanager',
      `${file}.payload`,
    );
    expect([code, out]).toEqual([1, expect.stringMatching(/JSON/)]);
  });

  it('names the configured sources when it does not know one', async () => {
    const { code, err } = await runCommand(
      'explain',
      '--config',
      await configFile(),
      '--source',
      'zabbix',
      '/dev/null',
    );
    expect([code, err]).toEqual([2, expect.stringContaining('it has: alertmanager')]);
  });
});

describe('the command line', () => {
  it.each([
    [['bogus'], 2, /unknown command/],
    [['explain'], 2, /--source/],
    [['emulator', '--listen', 'nowhere'], 2, /not an address/],
    [
      ['emulator', '--someone', 'accept=soon'],
      2,
      /"accept=soon" is not an action with a time.*accept, reject, reopen, pause, resume, resolve, complete/,
    ],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [['--help'], 0, /check-config/],
    [['schema'], 0, /"\$schema"/],
    [['serve', '--config', '/nowhere.yaml'], 2, /nowhere\.yaml/],
  ])('%j exits with %i', async (args, code, words) => {
    const result = await runCommand(...args);
    expect(result.code).toBe(code);
    expect(result.out + result.err).toMatch(words);
  });

  it('emulator names the remedy when its address is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const result = await runCommand('emulator', '--listen', `127.0.0.1:${port}`);
    expect(result).toMatchObject({ code: 1, out: '' });
    expect(result.err).toMatch(
      new RegExp(`^coc-alarm-agent: cannot listen on 127.0.0.1:${port}: another .*use another port\n$`),
    );
  });

  it('serve fails where its address is in use: not for good, and without a usage line', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const file = await configFile();
    const text = (await readFile(file, 'utf8')).replace(/webhooks: [^,]+/, `webhooks: '127.0.0.1:${port}'`);
    await writeFile(file, text);
    const result = await runCommand('serve', '--config', file);
    expect([result.code, result.err]).toEqual([1, expect.any(String)]);
    expect(result.err).toMatch(/cannot listen on .* \(listen.webhooks\): another program .*another port/);
    expect(result.err).not.toContain('usage');
  });

  it('demo --once finds everything in COC', async () => {
    const { code, out } = await runCommand('demo', '--once');
    expect([code, out]).toEqual([0, expect.stringContaining('Everything has arrived.')]);
    expect(out).toMatch(/CheckoutErrorRate: Critical, firing, route payments, alarm am\w+, incident IM\d+/);
    expect(out).toMatch(/that it is over; .*\n.*COC took it \(request \w+\)\.\n\nEverything/);
  });
});
