import type { Change, Effect } from './change.ts';
import type { OpenNow } from './open-now.ts';
import { policyEffects } from './policy-effects.ts';
import { several } from './several.ts';

/** Finds what a change of the configuration means for what is open or waits, apart from orphans. Pure. */
export function findEffects(open: OpenNow, change: Change): readonly Effect[] {
  return [...placeEffects(open, change), ...keyEffects(open, change), ...alarmEffects(open, change)].concat(
    policyEffects(open.incidents, change),
  );
}

/** Effects of another COC, or another data directory. */
function placeEffects(open: OpenNow, { before, after }: Change): readonly Effect[] {
  const counts = {
    alarms: open.alarms.reduce((sum, { count }) => sum + count, 0),
    incidents: open.incidents.reduce((sum, { state, count }) => sum + (state === 'requested' ? 0 : count), 0),
    waiting: Object.values(open.waiting).reduce((sum, count) => sum + count, 0),
  };
  if (counts.alarms + counts.incidents + counts.waiting === 0) return [];
  const all = `${several(counts.alarms, 'open alarm')}, ${several(counts.incidents, 'open incident')} and ${several(counts.waiting, 'waiting entry', 'waiting entries')}`;
  const moved: Effect = {
    key: 'coc.endpoint',
    kind: 'left',
    message: `coc.endpoint is ${after.endpoint} now: all calls about ${all} of ${before.endpoint} go there. If that is another COC, which does not know them, bring the old address back until they are over, or end them by hand at the old one`,
  };
  const stored: Effect = {
    key: 'dataDir',
    kind: 'left',
    message: `dataDir is ${after.dataDir} from the next start on: ${all} stay behind in ${before.dataDir}, and nobody ends them. Stop the agent, move the directory, and start it`,
  };
  return [
    ...(before.endpoint === after.endpoint ? [] : [moved]),
    ...(before.dataDir === after.dataDir ? [] : [stored]),
  ];
}

function keyEffects(
  { alarms, owed = [], waiting }: OpenNow,
  { changedKeys = [] }: Change,
): readonly Effect[] {
  return changedKeys.flatMap((name): readonly Effect[] => {
    const open = [...alarms, ...owed].reduce(
      (sum, { integration, count }) => sum + (integration === name ? count : 0),
      0,
    );
    const entries = waiting[`alarms/${name}`] ?? 0;
    if (open + entries === 0) return [];
    const key = name === 'default' ? 'coc.integrationKey' : `coc.integrations.${name}`;
    const message = `the integration ${name} has another key: ${several(open, 'alarm')} that ${open === 1 ? 'is' : 'are'} open there ${open === 1 ? 'ends' : 'end'} with it, and ${several(entries, 'entry', 'entries')} ${entries === 1 ? 'waits' : 'wait'} to be sent with it. That is right for a renewed key; give the key of another integration a name of its own`;
    return [{ key, kind: 'left', message }];
  });
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
