import type { Change, Effect } from './change.ts';
import { keyEffects } from './key-effects.ts';
import type { OpenNow } from './open-now.ts';
import { placeEffects } from './place-effects.ts';
import { policyEffects } from './policy-effects.ts';
import { several } from './several.ts';
import { watchEffects } from './watch-effects.ts';

/** Finds what a change of the configuration means for what is open or waits, apart from orphans. Pure. */
export function findEffects(open: OpenNow, change: Change): readonly Effect[] {
  return [
    ...placeEffects(open, change),
    ...keyEffects(open, change),
    ...alarmEffects(open, change),
    ...watchEffects(open, change),
    ...policyEffects(open.incidents, change),
  ];
}

function alarmEffects({ alarms }: OpenNow, { before, after }: Change): readonly Effect[] {
  const inState = (wanted: 'firing' | 'recovering') =>
    alarms.reduce((sum, { state, count }) => sum + (state === wanted ? count : 0), 0);
  const [firing, held] = [inState('firing'), inState('recovering')];
  const added = after.resendOn.filter((what) => what !== 'level' && !before.resendOn.includes(what));
  const effects: Effect[] = [];
  if (added.length > 0 && firing > 0)
    effects.push({
      key: 'alarm.resendOn',
      kind: 'changed',
      message: `alarm.resendOn has ${added.join(' and ')} now: COC is told once of ${several(firing, 'alarm')} that ${firing === 1 ? 'fires' : 'fire'}, with the next message of each`,
    });
  if (before.resolveHold !== after.resolveHold && held > 0)
    effects.push({
      key: 'alarm.resolveHold',
      kind: 'changed',
      message: `alarm.resolveHold has changed: ${several(held, 'recovery', 'recoveries')} held back ${held === 1 ? 'follows' : 'follow'} it, counted from when ${held === 1 ? 'it' : 'each'} came`,
    });
  return effects;
}
