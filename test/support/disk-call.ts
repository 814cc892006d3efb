/** A call that changes something on a disk, in a list of such calls by the order in which they ended. */
export interface DiskCall {
  readonly operation:
    | 'create'
    | 'write'
    | 'truncate'
    | 'sync'
    | 'syncDirectory'
    | 'makeDirectory'
    | 'rename'
    | 'remove';
  readonly path: string;
  /** The new name of a renamed file. */
  readonly to?: string;
  readonly failed: boolean;
  /** Moments, counted up: of two calls, one is surely later only if it began after the other had ended. */
  readonly began: number;
  readonly ended: number;
  /** The text that a write wrote, where it is known. */
  readonly text?: string;
}
