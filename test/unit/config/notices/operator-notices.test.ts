import { expect, it } from 'vitest';
import { noticesOf, policy } from './notices-of.ts';

it.each([
  [
    'without an operator look like the work of the creator',
    { resolve: 'propose' },
    ['incidents[0].operator'],
  ],
  ['with an operator are its own', { resolve: 'complete', operator: 'robot' }, []],
  ['are none where people end the incidents', { resolve: 'none' }, []],
])('the steps of a policy %s', (_words, changes, paths) => {
  const notices = noticesOf(policy(changes)).filter(({ path }) => path?.endsWith('operator'));
  expect(notices.map(({ path }) => path)).toEqual(paths);
  for (const { kind, remedy } of notices) expect([kind, remedy]).toEqual(['doubt', expect.any(String)]);
});
