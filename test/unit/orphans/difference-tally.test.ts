import { expect, it } from 'vitest';
import type { Difference } from '../../../src/orphans/difference.ts';
import { DifferenceTally } from '../../../src/orphans/difference-tally.ts';

const PLACE = { integration: 'default', applicationId: 'app', regionId: '' };
const moved = (regionId: string, more: Partial<typeof PLACE> = {}): Difference => ({
  kind: 'moved',
  from: PLACE,
  to: { ...PLACE, regionId, ...more },
});

/** What a tally says of differences, as `key: message`. */
function said(differences: readonly Difference[], compared = 10, firing = 10) {
  const tally = new DifferenceTally();
  for (const difference of differences) tally.add(difference);
  const effects = tally.effects({ firing, compared });
  expect(effects.every(({ kind }) => kind === 'changed')).toBe(true);
  return effects.map(({ key, message }) => `${key}: ${message}`);
}

it.each<[string, readonly Difference[], string]>([
  [
    'one that moves',
    [moved('cn-north-4')],
    'target: 1 alarm that fires moves from the region none to cn-north-4: with its next message each ends in the old place and opens in the new one, where it asks for an incident of its own',
  ],
  [
    'several that move in more than one way at once',
    [moved('r', { integration: 'db' }), moved('r', { integration: 'db' })],
    'target: 2 alarms that fire move from the integration default to db and from the region none to r: with',
  ],
  [
    'one that is dropped',
    [{ kind: 'dropped', reason: 'route' }],
    'drop: 1 alarm that fires is dropped by its route from now on: COC hears only of its end, and an incident that is open goes on',
  ],
  [
    'several that are heartbeats',
    [
      { kind: 'dropped', reason: 'heartbeat' },
      { kind: 'dropped', reason: 'heartbeat' },
    ],
    'drop: 2 alarms that fire are dropped as a heartbeat from now on: COC hears only of their end',
  ],
  [
    'one that a policy matches',
    [{ kind: 'joins', policy: 'p' }],
    'incident: 1 alarm that fires matches the policy p now: with the next message of each, its incident is asked for',
  ],
  [
    'several that a policy matches',
    [
      { kind: 'joins', policy: 'p' },
      { kind: 'joins', policy: 'p' },
    ],
    'incident: 2 alarms that fire match the policy p now',
  ],
  [
    'one that no policy matches any more',
    [{ kind: 'stays', policy: 'p' }],
    'incident: 1 alarm that fires and has an open incident of the policy p matches no policy now: the incident stays with the policy p until it ends',
  ],
  [
    'several that another policy matches',
    [
      { kind: 'stays', policy: 'p', other: 'q' },
      { kind: 'stays', policy: 'p', other: 'q' },
    ],
    'incident: 2 alarms that fire and have an open incident of the policy p match the policy q now',
  ],
])('an operator reads of %s what becomes of it', (_, differences, words) => {
  expect(said(differences)).toEqual([expect.stringContaining(words)]);
});

it('each kind begins with the largest number, and ends with the sum of what is behind five lines', () => {
  const regions = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'].map((region) => moved(region));
  const lines = said([{ kind: 'joins', policy: 'p' }, ...regions, { kind: 'dropped', reason: 'route' }]);
  expect(lines).toHaveLength(8);
  expect(lines[0]).toContain('2 alarms that fire move from the region none to g');
  expect(lines[4]).toContain('1 alarm that fires moves from the region none to d');
  expect(lines[5]).toBe('target: 2 more alarms go on in 2 other ways of this kind');
  expect(lines.slice(6)).toEqual([expect.stringMatching(/^drop/), expect.stringMatching(/^incident/)]);
  expect(said(regions.slice(0, 6)).at(-1)).toBe('target: 1 more alarm goes on in 1 other way of this kind');
  expect(said(regions.slice(0, 5))).toHaveLength(5);
});

it('the numbers are the least where not all alarms were compared', () => {
  expect(said([{ kind: 'joins', policy: 'p' }], 10, 11)).toEqual([
    expect.stringMatching(
      /^incident: at least 1 alarm that fires .* asked for \(10 of 11 alarms that fire were compared\)$/,
    ),
  ]);
  expect(said([], 10, 11)).toEqual([]);
});
