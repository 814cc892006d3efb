import { execFileSync } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions, logOutput } from '../../../src/observability/create-log.ts';
import { Secret } from '../../../src/settings/secret.ts';

function logged(format: LogOptions['format'], write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ level: 'debug', format, destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

describe('a JSON log', () => {
  it('has one line per event, with time in UTC and level by name, and nothing of this machine', () => {
    const text = logged('json', (log) => log.info({ source: 'prod' }, 'hello'));
    expect(JSON.parse(text)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      source: 'prod',
      msg: 'hello',
    });
  });

  it('leaves out what is below its level', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'warn',
      format: 'json',
      destination: { write: (line) => void lines.push(line) },
    });
    log.info('no');
    log.warn('yes');
    expect(lines.join('')).toMatch(/yes/);
    expect(lines).toHaveLength(1);
  });

  it('prints no secret, wherever it hangs', () => {
    const secret = new Secret('log-canary');
    const error = Object.assign(new Error('refused', { cause: new Error('inner') }), {
      code: 'EREFUSED',
      config: { token: 'log-canary' },
      headers: { authorization: 'log-canary' },
      request: { body: 'log-canary' },
    });
    const text = logged('json', (log) => {
      log.info(
        { secret, deep: { list: [secret], password: 'log-canary' }, headers: { a: 'log-canary' } },
        `${secret}`,
      );
      log.info('%s %j %o', secret, { secret }, secret);
      log.error({ err: error, other: error }, 'failed');
      log.error(error);
      log.child({ secret }).info('child');
    });
    expect(text).not.toContain('log-canary');
    expect(text).toContain('<secret>');
    expect(text).toContain('"cause":"Error: inner"');
  });

  it.each(['json', 'text'] as const)('escapes whatever a terminal would obey: %s', (format) => {
    const hostile = 'a\r\nb\u001b[31m\u0000\u007f\u009b2J\u2028\u202e"\\';
    const text = logged(format, (log) => log.info({ name: hostile, [`k${hostile}`]: 1 }, hostile));
    expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(text.endsWith('\n')).toBe(true);
    if (format === 'json') expect(JSON.parse(text)).toMatchObject({ name: hostile, msg: hostile });
  });

  it.each([
    ['one long text', { detail: 'x'.repeat(100_000) }],
    ['many texts', Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, 'y'.repeat(100)]))],
    ['many signs of several bytes', { detail: '警'.repeat(5_000) }],
    ['signs that need escapes', { detail: '\u009b'.repeat(5_000) }],
  ])('cuts a line to 8 KiB and stays JSON: %s', (_title, fields) => {
    const text = logged('json', (log) => log.warn(fields, 'kept'));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_192);
    expect(JSON.parse(text)).toMatchObject({ level: 'warn', msg: 'kept', cut: true });
  });
});

describe('a text log', () => {
  it('is readable: time, level, message, fields', () => {
    const text = logged('text', (log) =>
      log.warn({ source: 'prod', n: 2, detail: 'two words', o: { a: 1 } }, 'hi'),
    );
    expect(text).toMatch(/^\S+Z WARN {2}hi source=prod n=2 detail="two words" o=\{"a":1\}\n$/);
  });
});

describe('an error', () => {
  const error = new TypeError('it broke\n2026-01-01T00:00:00Z INFO  a line that is none');
  error.stack = 'TypeError: it broke\n2026-01-01 a line that is none\n    at here (a.ts:1)\u001b[31m';

  it('has its stack as one text in JSON', () => {
    const text = logged('json', (log) => log.error({ err: error }, 'failed'));
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(text).err.stack).toBe(error.stack);
  });

  it('has its stack as lines in the text form, of which none looks like a new entry', () => {
    const text = logged('text', (log) => log.error({ err: error, source: 'prod' }, 'failed'));
    const [head = '', ...lines] = text.trimEnd().split('\n');
    expect(head).toMatch(/ERROR failed err=\{"name":"TypeError","message":"it broke\\n.*"\} source=prod$/);
    expect(lines).toEqual([
      '    TypeError: it broke',
      '    2026-01-01 a line that is none',
      '        at here (a.ts:1)\\u001b[31m',
    ]);
  });

  it('of a configuration is shown in lines too, and a text of a sender never', () => {
    const problem = 'not valid\n\nlisten.admin\n  is no address';
    const text = logged('text', (log) => log.error({ problem, name: 'a\nb' }, 'faulty'));
    expect(text.split('\n').slice(1, -1)).toEqual(problem.split('\n').map((line) => `    ${line}`));
    expect(text).toContain('name="a\\nb"');
    expect(logged('text', (log) => log.error({ problem: 'short' }, 'faulty'))).toContain('problem=short');
  });
});

describe('a log that nobody reads', () => {
  it('neither holds the service up nor fails, and goes nowhere once its reader left', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'log-'));
    const path = join(dir, 'pipe');
    execFileSync('/usr/bin/env', ['mkfifo', path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    const output = logOutput(writer);
    const log = createLog({ level: 'info', format: 'json', destination: output });
    const say = () => {
      for (let i = 0; i < 500; i++) log.info({ i, text: 'x'.repeat(1_000) }, 'line');
    };
    for (let round = 0; round < 40; round++) {
      say();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const broken = new Promise((resolve) => (output as unknown as EventEmitter).once('error', resolve));
    closeSync(reader);
    expect(await broken).toMatchObject({ code: 'EPIPE' });
    say();
    closeSync(writer);
    rmSync(dir, { recursive: true });
  });
});
