import type { Recovery, Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { putAside } from '../disk/put-aside.ts';
import { removeTemporaries } from '../disk/replace-file.ts';
import { beginEpoch, type LastEpoch, readLastEpoch } from '../epoch.ts';
import type { InventoryWorth } from '../inventory.ts';
import { type Layout, ownNames } from '../layout.ts';
import type { Parts } from '../parts.ts';
import { FOR_START } from '../room-maker.ts';
import { refuseNewerFormat } from './format-version.ts';
import { recoverLedger } from './recover-ledger.ts';
import { type RecoveredSegments, recoverSegments } from './recover-segments.ts';

/** The findings of a start in the data directory. */
export interface RecoveredDirectory {
  readonly segments: RecoveredSegments;
  readonly recovery: Recovery;
  /** The epoch of this start. */
  readonly epoch: number;
  /** True when the inventory says what must exist. Otherwise it is about to be made. */
  readonly hasInventory: boolean;
}

/** Circumstances of a start. */
interface StartContext {
  /** Epoch ms. */
  readonly now: number;
  /** The last epoch that is known from elsewhere. */
  readonly lastEpoch: number;
}

/** Restores the content of a locked data directory. */
export async function recoverDirectory(
  parts: Parts,
  restore: (stored: Stored) => void,
  { now, lastEpoch }: StartContext,
): Promise<RecoveredDirectory> {
  const { fs, layout, inventory, ledger, room } = parts;
  const { root, segments, ledger: snapshots } = layout;
  await refuseNewerFormat(fs, segments);
  const notices = [
    ...ownerNotices(fs, root),
    ...(await linkNotices(fs, layout)),
    ...(await putAside(fs, layout.damaged, { owned: ownNames(layout), now })),
  ];
  for (const directory of [root, segments, snapshots, layout.damaged]) await removeTemporaries(fs, directory);
  const last = await readLastEpoch(fs, root);
  const start = await startOf(fs, layout, last);
  const hasList = await inventory.open(worthOf(last), now);
  await parts.history.open();
  // From here on, an older owner that was only suspended can acknowledge nothing that this start would not see.
  const hasInventory = last.hasInventory || (hasList && !last.isKnown);
  const begin = (atLeast: number) =>
    room.within(FOR_START, () => beginEpoch(fs, root, { atLeast, hasInventory }));
  const epoch = await begin(lastEpoch);
  // The last owner may have left names that it did not sync. They are trusted only once they are durable.
  for (const directory of Object.values(layout)) await fs.syncDirectory(directory);
  const damagedShards = await recoverLedger(parts, restore, now);
  const found = await recoverSegments(parts, { ledger, room, inventory, restore, damagedShards, now });
  return {
    segments: found,
    recovery: { ...found.counts, start, notices },
    epoch: epoch > found.lastEpoch ? epoch : await begin(found.lastEpoch),
    hasInventory,
  };
}

function worthOf({ hasInventory, isKnown }: LastEpoch): InventoryWorth {
  if (hasInventory) return 'required';
  return isKnown ? 'outdated' : 'optional';
}

/** Tells whether anything of an earlier owner is left. */
async function startOf(fs: FileSystem, layout: Layout, last: LastEpoch): Promise<Recovery['start']> {
  if (last.isKnown) return undefined;
  const { segments, history, ledger, deadLetters, damaged } = layout;
  const contents = await Promise.all([segments, history, ledger].map((directory) => fs.list(directory)));
  if (contents.some(({ length }) => length > 0)) return undefined;
  const leftovers = await Promise.all([deadLetters, damaged].map((directory) => fs.list(directory)));
  return leftovers.some(({ length }) => length > 0) ? 'emptied' : 'first';
}

/** Names the directories of ours that are links: whoever may change their place may change what is stored. */
async function linkNotices(fs: FileSystem, { root, ...directories }: Layout): Promise<readonly string[]> {
  const ours = new Set(Object.values(directories));
  const found = await fs.listIrregular(root);
  return found
    .filter(({ name, kind }) => kind === 'symbolic link' && ours.has(`${root}/${name}`))
    .map(({ name }) => {
      const path = `${root}/${name}`;
      return `${path} is a symbolic link, and is followed; stop the agent and put the directory itself there, or mount it`;
    });
}

function ownerNotices(fs: FileSystem, root: string): readonly string[] {
  const found = fs.directoryNow(root);
  const notices: string[] = [];
  if (found && !found.isOwn)
    notices.push(
      `${root} belongs to another user, who can change what is stored; chown it to the user of the agent`,
    );
  if (found?.isOpenToOthers) notices.push(`every user may change ${root}; take their rights with chmod o-w`);
  return notices;
}
