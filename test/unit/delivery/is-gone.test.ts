import { expect, it } from 'vitest';
import { isGone } from '../../../src/delivery/is-gone.ts';

it.each<[string, readonly string[] | undefined, number, boolean]>([
  ['alarms/db', ['default'], 0, true],
  ['alarms/db', ['default'], 1, false],
  ['alarms/db', ['default', 'db'], 0, false],
  ['alarms/db', undefined, 0, false],
  ['incidents', ['default'], 0, false],
])(
  'the destination %s beside the integrations %j, with %d entries, is gone: %s',
  (name, known, waiting, gone) => {
    const integrations = known && new Set(known);
    const waitingAt = (asked: string) => (asked === name ? waiting : 7);
    expect(isGone(name, { integrations, waitingAt })).toBe(gone);
  },
);
