import { expect, it } from 'vitest';
import { type FailureReason, isUntaken } from '../../../../src/outbox/events/outcome.ts';

it.each<[FailureReason, boolean]>([
  ['bad-request', true],
  ['refused-in-body', true],
  ['too-large', true],
  ['unknown-integration', true],
  ['credentials', true],
  ['throttled', true],
  ['timeout', false],
  ['network', false],
  ['server-error', false],
  ['bad-response', false],
  ['interrupted', false],
])('after a failure for %s it is certain that COC took nothing: %s', (reason, untaken) => {
  expect(isUntaken(reason)).toBe(untaken);
});
