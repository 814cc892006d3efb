import { lstat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Marks of a file that a copy of it does not have. They stay when the file is renamed. */
export interface FileIdentity {
  readonly inode: string;
  /** Time of its creation, ns since the epoch; `0` where the file system keeps none. */
  readonly bornAt: string;
}

/** A file as it is found now. */
export interface FoundFile extends FileIdentity {
  /** Time of the last change of its content, name or rights, ns since the epoch. */
  readonly changedAt: string;
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

/** Reads the marks of a regular file; undefined when there is none of that name. */
export async function identify(path: string): Promise<FoundFile | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { type } = await statfs(dirname(path));
  return {
    inode: String(found.ino),
    bornAt: String(found.birthtimeNs),
    changedAt: String(found.ctimeNs),
    marksLast: LASTING.has(type),
  };
}

/**
 * True when a file is certainly another one than that with the noted marks. The time of creation decides where both
 * are known: two new disks number their first files alike. Devices are no mark: a disk may have another number
 * after each boot.
 */
export function isAnotherFile(noted: FileIdentity, found: FoundFile): boolean {
  if (!found.marksLast) return false;
  // A system that cannot tell the time of creation shows that of the last change in its place.
  const isBirthKnown = noted.bornAt !== '0' && found.bornAt !== '0' && found.bornAt !== found.changedAt;
  return isBirthKnown ? noted.bornAt !== found.bornAt : noted.inode !== found.inode;
}
