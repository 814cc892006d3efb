import { describe, expect, it } from 'vitest';
import { readTimedActs } from '../../../src/cli/read-timed-acts.ts';
import { UsageError } from '../../../src/cli/usage-errors.ts';

describe('the value of --someone', () => {
  it('is a list of actions with their times', () => {
    expect(readTimedActs('accept=30s, complete = 1h30m')).toEqual([
      { action: 'accept', afterMs: 30_000 },
      { action: 'complete', afterMs: 5_400_000 },
    ]);
  });

  it.each(['', 'accept', 'accept=', 'accept=30', 'delete=30s', 'accept=1s=2s', 'accept=1s,'])(
    'is refused when it is %j',
    (text) => {
      expect(() => readTimedActs(text)).toThrow(UsageError);
      expect(() => readTimedActs(text)).toThrow('such as accept=30s,complete=5m');
    },
  );
});
