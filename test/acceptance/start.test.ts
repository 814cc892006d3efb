import { open } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { stringify } from 'yaml';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { mustRun } from './harness/run-command.ts';
import { firing, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const disk = { alertname: 'DiskFillsUp', severity: 'warning', instance: 'db-1:9100' };
const LOADING = 'the program is loading';

/** Lets the modules of the program load slowly, as on a busy machine, and prints when they begin to. */
const SLOWLY = `import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  if (url.endsWith('/cli/program.js')) {
    writeSync(2, '${LOADING}\\n');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return next(url, context);
}`;

const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const PRELOAD = dataUrl(
  `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(SLOWLY))});`,
);

describe('a signal while the program is loading', () => {
  test('does not end it: SIGHUP reloads after the start, and SIGUSR1 opens no inspector', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    const started = await agent.launch('env', `NODE_OPTIONS=--import=${PRELOAD}`);
    await waitFor(
      'the program to load',
      async () => started.output(),
      (text) => text.includes(LOADING),
    );
    agent.signal('SIGHUP');
    agent.signal('SIGUSR1');
    await waitFor(
      'the reload',
      async () => agent.output(),
      (text) => text.includes('configuration reloaded'),
    );
    expect(await agent.receive(webhookBody([firing(disk)]))).toMatchObject({ status: 200 });
    await coc.waitForAlarms(1);
    agent.signal('SIGUSR1');
    await waitFor(
      'both signals',
      async () => agent.output(),
      (text) => text.split('ignored SIGUSR1').length === 3,
    );
    expect(agent.output()).not.toContain('Debugger listening');
  });

  test('ends it with 0 when it is SIGTERM, before it listens to anybody', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    const started = await agent.launch('env', `NODE_OPTIONS=--import=${PRELOAD}`);
    await waitFor(
      'the program to load',
      async () => started.output(),
      (text) => text.includes(LOADING),
    );
    agent.signal('SIGTERM');
    expect(await agent.exit()).toEqual({ code: 0, signal: null });
    expect(agent.output()).not.toContain('"ready"');
  });
});

describe('SIGTERM during the start', () => {
  test('lets the start come to its end, and stops what it started', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const { config } = await Agent.prepare(lab, { cocUrl: coc.url });
    const file = `${lab.directory}/config.fifo`;
    await mustRun('mkfifo', [file]);
    const started = lab.run('agent', process.execPath, programArguments('serve', '--config', file));
    // It opens as soon as the agent reads from it: the start has begun.
    const pipe = await open(file, 'w');
    started.signal('SIGTERM');
    started.signal('SIGHUP');
    await pipe.writeFile(stringify(config));
    await pipe.close();
    expect(await started.exit).toEqual({ code: 0, signal: null });
    expect(started.output()).toMatch(/"ready"[\s\S]*"stopping"/);
  });
});

describe('a process without `__proto__` and without a way from text to code', () => {
  test('matches, renders and delivers, and explain and the doctor say the same', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    const { listen } = agent.config;
    const file = await lab.writeFile('hardened.yaml', {
      ...agent.config,
      routes: [
        {
          match: ['instance=~"db-\\\\d+:.*"'],
          alarmName: '{{ name | append: " on " | append: labels.instance | upcase }}',
          alarmDesc:
            '{% for part in (1..3) %}{{ part }}{% endfor %} {{ labels.instance | split: ":" | first }}',
        },
      ],
    });
    const body = webhookBody([firing(disk)]);
    const expected = { alarmName: 'DISKFILLSUP ON DB-1:9100', alarmDesc: '123 db-1' };
    lab.run('agent', process.execPath, programArguments('serve', '--config', file));
    await waitFor(
      'the agent',
      async () => (await fetch(`http://${listen.admin}/-/ready`)).status,
      (is) => is === 200,
    );
    expect(await agent.receive(body)).toMatchObject({ status: 200 });
    await coc.waitForAlarms(1);
    expect(await coc.alarms()).toMatchObject([expected]);

    const payload = await lab.writeFile('payload.json', JSON.stringify(body));
    const explain = ['explain', '--config', file, '--source', 'alertmanager', '--json', payload];
    const explained = await mustRun(process.execPath, programArguments(...explain));
    for (const text of Object.values(expected)) expect(explained).toContain(text);
    const doctor = await mustRun(process.execPath, programArguments('doctor', '--config', file));
    expect(doctor).not.toContain('✗');
  });
});

describe('an agent that is started with --inspect', () => {
  test('warns of it, whoever sets it', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    await agent.start('env', 'NODE_OPTIONS=--inspect=127.0.0.1:0');
    expect(agent.output()).toMatch(/the inspector of Node is open at 127\.0\.0\.1:\d+: .*without --inspect/);
  });
});
