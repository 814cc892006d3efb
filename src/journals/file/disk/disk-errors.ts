/** The codes that mean "no room now". Existing data is unharmed, and room may come back. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE']);

/** The codes that mean that the disk is full, so that deleting files helps. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Reads the `code` of an error of the file system, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Tells whether an error means that the disk is full: deleting something may help. */
export function isDiskFull(error: unknown): boolean {
  return FULL.has(codeOf(error) ?? '');
}

/** Tells whether an error means that there is no room now. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(codeOf(error) ?? '');
}
