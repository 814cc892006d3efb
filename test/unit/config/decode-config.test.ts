import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../src/config/decode-config.ts';
import { ConfigError } from '../../../src/errors.ts';

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('the bytes of a configuration', () => {
  it.each<[string, Buffer]>([
    ['with a mark', Buffer.from('\ufeffcoc:\n', 'utf16le')],
    ['without one', Buffer.from('coc:\n', 'utf16le')],
    ['big-endian, with a mark', bigEndian('\ufeffcoc:\n')],
    ['big-endian, without one', bigEndian('coc:\n')],
    ['four bytes wide', Buffer.from([0xff, 0xfe, 0, 0, 0x63, 0, 0, 0])],
  ])('are named when they are UTF-16 %s', (_how, bytes) => {
    expect(issueOf(bytes)).toMatchObject({
      at: 'f',
      message: expect.stringContaining('UTF-16'),
      remedy: expect.stringContaining('UTF-8'),
    });
  });

  it('are read without the mark at their beginning, which is said', () => {
    const { text, notices } = decodeConfig(Buffer.from('\ufeffcoc:\n'), 'f');
    expect(text).toBe('coc:\n');
    expect(notices).toMatchObject([{ kind: 'doubt', at: 'f', message: expect.stringContaining('BOM') }]);
  });

  it('are refused with a mark within them, with its line', () => {
    expect(issueOf(Buffer.from('a: 1\n\ufeffcoc: 2\n'))).toMatchObject({ at: 'f:2' });
  });

  it('are a mistake when they are no UTF-8, with the line', () => {
    const gbk = Buffer.concat([
      Buffer.from('a: 1\n# '),
      Buffer.from([0xc3, 0xfc, 0xb8]),
      Buffer.from('\nb: 2\n'),
    ]);
    expect(decodeConfig(gbk, 'f').notices).toMatchObject([{ kind: 'mistake', at: 'f:2' }]);
  });

  it.each(['coc: 1\n', '# 告警 🔥\n', '# \ufffd is a character too\n', ''])('are fine as %j', (text) => {
    expect(decodeConfig(Buffer.from(text), 'f')).toEqual({ text, notices: [] });
  });
});

function issueOf(bytes: Buffer) {
  try {
    decodeConfig(bytes, 'f');
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.issues[0];
  }
  return undefined;
}
