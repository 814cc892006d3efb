import { chmod, lstat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Marks of a file that a copy of it does not have. They stay when the file is renamed. */
export interface FileIdentity {
  readonly inode: string;
  /** Time of its creation, ns since the epoch; `0` where the file system keeps none. */
  readonly bornAt: string;
}

/** A file as it is found now. */
export interface FoundFile extends FileIdentity {
  /** True on a file system that keeps these marks for as long as the file exists, over restarts and new mounts. */
  readonly marksLast: boolean;
}

/**
 * Types of file systems (`f_type` of statfs(2)) that keep the numbers of files. Others, such as those of FUSE, 9p and
 * SMB, may number a file anew at each mount, so nothing is concluded from their numbers.
 *
 * @see linux/magic.h
 */
const LASTING = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x6969, // NFS
  0x00c36400, // Ceph
  0x01021994, // tmpfs
  0x794c7630, // overlay
]);

/** Most changes until the clock of the file system has ticked, which it does every 10 ms or more often. */
const MOST_CHANGES = 1_000;

/** Reads the marks of a regular file; undefined when there is none of that name. */
export async function identify(path: string): Promise<FoundFile | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { type } = await statfs(dirname(path));
  const knowsBirth = await tellsBirth(found, {
    touch: () => chmod(path, Number(found.mode) & 0o7777),
    look: () => lstat(path, { bigint: true }),
  });
  const bornAt = knowsBirth ? String(found.birthtimeNs) : '0';
  return { inode: String(found.ino), bornAt, marksLast: LASTING.has(type) };
}

/** Times of a file, ns since the epoch. */
interface FileTimes {
  readonly birthtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** Changes the time of the last change of a file, and reads its times. */
interface Probe {
  readonly touch: () => Promise<void>;
  readonly look: () => Promise<FileTimes>;
}

/**
 * True where the time of creation is what it says. A system that cannot tell it shows that of the last change in its place:
 * where the two are the same, a change that changes nothing else tells the one from the other.
 */
export async function tellsBirth({ birthtimeNs, ctimeNs }: FileTimes, probe: Probe): Promise<boolean> {
  if (birthtimeNs !== ctimeNs) return true;
  for (let changes = 0; changes < MOST_CHANGES; changes++) {
    const after = await probe
      .touch()
      .then(probe.look)
      .catch(() => undefined);
    if (after?.ctimeNs !== ctimeNs) return after?.birthtimeNs === birthtimeNs;
  }
  return false;
}

/**
 * True when a file is certainly another one than that with the noted marks. The time of creation decides where both
 * are known: two new disks number their first files alike. Devices are no mark: a disk may have another number
 * after each boot.
 */
export function isAnotherFile(noted: FileIdentity, found: FoundFile): boolean {
  if (!found.marksLast) return false;
  const isBirthKnown = noted.bornAt !== '0' && found.bornAt !== '0';
  return isBirthKnown ? noted.bornAt !== found.bornAt : noted.inode !== found.inode;
}
