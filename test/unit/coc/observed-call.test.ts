import { expect, it } from 'vitest';
import { observedCall } from '../../../src/coc/observed-call.ts';

it('a call is observed with its status, or with what ended it', () => {
  const answer = { kind: 'answer', status: 503, headers: {}, body: '', truncated: false } as const;
  expect(observedCall('report-alarm', answer, 12)).toEqual({
    ...{ operation: 'report-alarm', durationMs: 12, status: 503 },
  });
  const failure = { kind: 'failure', cause: 'timeout', sent: true, answered: false } as const;
  expect(observedCall('list-incidents', failure, 15_000)).toEqual({
    ...{ operation: 'list-incidents', durationMs: 15_000, error: 'timeout' },
  });
});
