import type { Change, Effect } from './change.ts';
import type { OpenNow } from './open-now.ts';
import { several } from './several.ts';

/** Effects of another key on what is open and waits at an integration, also under its former names. Pure. */
export function keyEffects({ alarms, owed = [], waiting }: OpenNow, change: Change): readonly Effect[] {
  return changedKeys(change).flatMap(({ name, former }): readonly Effect[] => {
    const open = [...alarms, ...owed].reduce(
      (sum, { integration, count }) => sum + (integration === former ? count : 0),
      0,
    );
    const entries = waiting[`alarms/${former}`] ?? 0;
    if (open + entries === 0) return [];
    const key = name === 'default' ? 'coc.integrationKey' : `coc.integrations.${name}`;
    const [which, rest] =
      name === former
        ? [name, 'give the key of another integration a name of its own']
        : [
            `${name}, renamed from ${former},`,
            `where it is another integration, remove ${former} from renamedFrom, and keep ${former} with its key until all of it is over`,
          ];
    const message = `the integration ${which} has another key: ${several(open, 'alarm')} that ${open === 1 ? 'is' : 'are'} open there ${open === 1 ? 'ends' : 'end'} with it, and ${several(entries, 'entry', 'entries')} ${entries === 1 ? 'waits' : 'wait'} to be sent with it. That is right for a renewed key; ${rest}`;
    return [{ key, kind: 'left', message }];
  });
}

interface ChangedKey {
  readonly name: string;
  /** Name that it had before, under which it had another key. */
  readonly former: string;
}

function changedKeys({ before, after }: Change): readonly ChangedKey[] {
  if (before.digests.salt !== after.digests.salt) return [];
  return before.names.integrations.flatMap((former) => {
    const name = after.renamed.integrations[former] ?? former;
    const was = before.digests.keys[before.renamed.integrations[former] ?? former];
    const is = after.digests.keys[name];
    return was === undefined || is === undefined || was === is ? [] : [{ name, former }];
  });
}
