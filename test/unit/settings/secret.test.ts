import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../../src/errors.ts';
import {
  exactlyOneOf,
  filledSecret,
  Secret,
  secretPair,
  secretSourceOf,
} from '../../../src/settings/secret.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'secret-'));
});
const clock = new FakeClock();
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a secret', () => {
  it('prints as <secret>, however it is printed', () => {
    const secret = new Secret('hunter2');
    const printed = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ secret }),
      String(secret),
    ];
    expect(printed.join(' ')).not.toContain('hunter2');
    expect(printed.every((text) => text.includes('<secret>'))).toBe(true);
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('a secret in the configuration', () => {
  const one = exactlyOneOf('token');
  const schema = z.strictObject(secretPair('token', 'A token.')).refine(one.check, one.params);

  it.each([
    ['neither form', {}],
    ['both forms', { token: 'a', tokenFile: '/b' }],
    ['an empty one', { token: '' }],
    ['one of blanks', { token: ' \t\n' }],
  ])('is refused with %s', (_what, value) => expect(schema.safeParse(value).success).toBe(false));

  it('is what was written', () => {
    expect(
      secretSourceOf(schema.parse({ token: 'written' }), 'token', clock)
        ?.current()
        .reveal(),
    ).toBe('written');
  });

  it.each([
    ['\ufeffhunter2', 'utf8'],
    ['\ufeff\r\n hunter2\t\r\n', 'utf8'],
    [' hunter2 ', 'latin1'],
  ] as const)('is read without what stands around it: %j', (text, encoding) => {
    const file = join(directory, 'token');
    writeFileSync(file, text, encoding);
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    expect(source?.current().reveal()).toBe('hunter2');
  });

  it('is not read from a file in UTF-16, and stays when its file becomes one', () => {
    const file = join(directory, 'token');
    writeFileSync(file, '\ufeffhunter2\n', 'utf16le');
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    const words = `cannot read the secret file ${file}: it is UTF-16; save it as UTF-8`;
    expect(() => source?.current()).toThrow(new ConfigError(words));
    writeFileSync(file, 'hunter2\n');
    expect(source?.current().reveal()).toBe('hunter2');
    writeFileSync(file, '\ufeffhunter2 and more\n', 'utf16le');
    clock.advance(1_000);
    expect(source?.current().reveal()).toBe('hunter2');
  });

  it('is read from its file, trimmed, and again when the file changes', () => {
    const file = join(directory, 'token');
    writeFileSync(file, 'first\n');
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    expect(source?.current().reveal()).toBe('first');
    writeFileSync(file, 'second, and longer\n');
    clock.advance(999);
    expect(source?.current().reveal()).toBe('first');
    clock.advance(1);
    expect(source?.current().reveal()).toBe('second, and longer');
  });

  it('keeps its last value while its file is away', () => {
    const file = join(directory, 'token');
    writeFileSync(file, 'kept');
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    source?.current();
    rmSync(file);
    clock.advance(1_000);
    expect(source?.current().reveal()).toBe('kept');
  });

  it.each(['', ' ', '\r\n', '\ufeff', '\u00a0\t'])('is missing when its file has nothing but %j', (text) => {
    const file = join(directory, 'token');
    writeFileSync(file, text);
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    const words = `cannot read the secret file ${file}: it is empty; write the secret into it`;
    expect(() => source?.current()).toThrow(new ConfigError(words));
    writeFileSync(file, 'hunter2');
    expect(source?.current().reveal()).toBe('hunter2');
  });

  it('is empty once its file is emptied, and then nothing can be sent with it', () => {
    const file = join(directory, 'token');
    writeFileSync(file, 'hunter2');
    const source = secretSourceOf(schema.parse({ tokenFile: file }), 'token', clock);
    if (!source) throw new Error('no source');
    expect(filledSecret(source).reveal()).toBe('hunter2');
    writeFileSync(file, ' \n');
    clock.advance(1_000);
    expect(source.current().reveal()).toBe('');
    expect(() => filledSecret(source)).toThrow(`cannot use the secret file ${file}: it is empty`);
  });

  it('is an error with the path when its file was never there', () => {
    const source = secretSourceOf(schema.parse({ tokenFile: join(directory, 'nowhere') }), 'token', clock);
    expect(() => source?.current()).toThrow(ConfigError);
    expect(() => source?.current()).toThrow(/nowhere/);
  });
});
