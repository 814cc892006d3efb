import { describe, expect, it } from 'vitest';
import { readSomeone } from '../../../src/cli/read-someone.ts';
import { ConfigError } from '../../../src/errors.ts';

describe('somebody on the command line of the emulator', () => {
  it('does one thing after the other', () => {
    expect(readSomeone('accept=30s, complete = 1h30m')).toEqual([
      { action: 'accept', afterMs: 30_000 },
      { action: 'complete', afterMs: 5_400_000 },
    ]);
  });

  it.each(['', 'accept', 'accept=', 'accept=30', 'delete=30s', 'accept=1s=2s', 'accept=1s,'])(
    'does nothing when told %j',
    (text) => {
      expect(() => readSomeone(text)).toThrow(ConfigError);
      expect(() => readSomeone(text)).toThrow('such as accept=30s,complete=5m');
    },
  );
});
