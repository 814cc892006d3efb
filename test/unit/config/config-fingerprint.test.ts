import { describe, expect, it } from 'vitest';
import {
  canonicalText,
  configFingerprint,
  newFingerprintKey,
} from '../../../src/config/config-fingerprint.ts';
import { loadedOf, SOUND } from './fault-of.ts';

const KEY = Buffer.alloc(32, 7);
const VARIABLE = SOUND.replace('app-1', '"$'.concat('{COC_APPLICATION_ID}"'));

describe('the canonical text of values', () => {
  it.each([
    [
      'sorts keys at every depth',
      { b: { d: 1, c: [true, null] }, a: 'x' },
      '{"a":"x","b":{"c":[true,null],"d":1}}',
    ],
    ['keeps the order of lists', ['b', 'a', { z: 1 }], '["b","a",{"z":1}]'],
    ['escapes texts, so that no two values have one text', { 'a":"b': 'c"' }, '{"a\\":\\"b":"c\\""}'],
    ['tells a number from its text', [1, '1', -0.5], '[1,"1",-0.5]'],
    ['writes an empty section as such', { a: {}, b: [] }, '{"a":{},"b":[]}'],
  ])('%s', (_what, values, text) => {
    expect(canonicalText(values)).toBe(text);
  });

  it('takes hostile keys as keys', () => {
    expect(canonicalText(JSON.parse('{"constructor":1,"__proto__":{"a":1}}'))).toBe(
      '{"__proto__":{"a":1},"constructor":1}',
    );
  });
});

describe('the fingerprint of a configuration', () => {
  const fingerprint = (text: string, environment: Record<string, string> = {}) =>
    loadedOf(text, environment).fingerprint(KEY);

  it('is 12 hex digits of an HMAC-SHA256', () => {
    // printf '{"a":1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707...07
    expect(configFingerprint({ a: 1 }, KEY)).toBe('0d733feec304');
    expect(fingerprint(SOUND)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('changes with the value of a variable', () => {
    const wrong = fingerprint(VARIABLE, { COC_APPLICATION_ID: 'app-2' });
    expect(fingerprint(VARIABLE, { COC_APPLICATION_ID: 'app-1' })).not.toBe(wrong);
  });

  it('is the same for a variable and for its value in the file', () => {
    expect(fingerprint(VARIABLE, { COC_APPLICATION_ID: 'app-1' })).toBe(fingerprint(SOUND));
  });

  it('changes with a secret, and with the path of a secret file', () => {
    const texts = ['key', 'other'].map((key) =>
      SOUND.replace('integrationKey: key', `integrationKey: ${key}`),
    );
    const files = ['a', 'b'].map((name) =>
      SOUND.replace('integrationKey: key', `integrationKeyFile: /${name}`),
    );
    expect(new Set([...texts, ...files].map((text) => fingerprint(text))).size).toBe(4);
  });

  it('ignores comments and the order of keys', () => {
    const coc = SOUND.slice(0, SOUND.indexOf('sources:'));
    const rest = SOUND.slice(coc.length);
    expect(fingerprint(`# a comment\n${rest}${coc}`)).toBe(fingerprint(SOUND));
  });

  it('says nothing without the key', () => {
    const { fingerprint: under } = loadedOf(SOUND);
    expect(under(newFingerprintKey())).not.toBe(under(newFingerprintKey()));
  });
});
