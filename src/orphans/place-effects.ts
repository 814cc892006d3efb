import type { Change, Effect, TellingSettings } from './change.ts';
import type { OpenNow } from './open-now.ts';
import { several } from './several.ts';

/** Effects of another COC, another account there, or another data directory, on all that is open or waits. Pure. */
export function placeEffects(open: OpenNow, { before, after }: Change): readonly Effect[] {
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
    ...(isSameAddress(before.endpoint, after.endpoint) ? [] : [moved]),
    ...accountEffects(all, { before, after }),
    ...(before.directory === after.directory ? [] : [stored]),
  ];
}

function accountEffects(all: string, { before, after }: Change): readonly Effect[] {
  const others = otherAccount(before.account, after.account);
  const what = others.length > 0 ? others.join(', ') : otherAccessKey(before, after);
  if (what === undefined) return [];
  const message = `coc.auth has ${what} now: all calls about ${all} are made with it. That is right for the same account and project; if it is another one, which does not know them, bring the old one back until they are over, or end them by hand`;
  return [{ key: 'coc.auth', kind: 'left', message }];
}

/** The changed fields of the account, in words. */
function otherAccount(before: TellingSettings['account'], after: TellingSettings['account']) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    before[name] === after[name]
      ? []
      : [`${name} ${after[name] ?? 'no more'} (before: ${before[name] ?? 'none'})`],
  );
}

function otherAccessKey(before: TellingSettings, after: TellingSettings): string | undefined {
  const [was, is] = [before.digests.accessKey, after.digests.accessKey];
  const isKnown = before.digests.salt === after.digests.salt && was !== undefined && is !== undefined;
  return isKnown && was !== is ? 'another access key' : undefined;
}

/** True for two addresses of one listener: names of this machine are one, and a name may end in a dot. */
function isSameAddress(one: string, other: string): boolean {
  return one === other || plainAddress(one) === plainAddress(other);
}

const THIS_MACHINE = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function plainAddress(text: string): string {
  if (!URL.canParse(text)) return text;
  const { protocol, hostname, port } = new URL(text);
  const host = hostname.replace(/\.$/, '');
  return `${protocol}//${THIS_MACHINE.test(host) ? 'localhost' : host}:${port}`;
}
