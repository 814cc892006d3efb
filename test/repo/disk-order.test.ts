import { describe, expect, it } from 'vitest';
import { readTrace } from '../crash/real-disk/trace.ts';
import { DiskOrder } from '../support/disk-order.ts';

const CREATE =
  '7 openat(AT_FDCWD</>, "/d/s/1.log", O_WRONLY|O_CREAT|O_EXCL|O_APPEND|O_CLOEXEC, 0600) = 20</d/s/1.log>';
const WRITE = '7 write(20</d/s/1.log>, "abc Alert1\\n", 11) = 11';
const SYNC = '8 fdatasync(20</d/s/1.log>) = 0';
const SYNC_NAME = '8 fsync(21</d/s>) = 0';
const ANSWER = '7 write(30<socket:[5]>, "HTTP/1.1 200 OK\\r\\n\\r\\n{\\"accepted\\":1}", 40) = 40';

/** The reasons why Alert1 was not durable when it was answered. */
function faultsOf(...lines: readonly string[]): readonly string[] {
  const { calls, sent } = readTrace(lines.join('\n'));
  const order = new DiskOrder(calls);
  return sent.flatMap(({ began }) => order.notDurable('Alert1', began));
}

describe('the judge of the order of system calls', () => {
  it.each([
    ['nothing when all is durable', [CREATE, WRITE, SYNC, SYNC_NAME, ANSWER], []],
    ['what was never written', [CREATE, SYNC, SYNC_NAME, ANSWER], ['Alert1 was not written at all']],
    [
      'content that is synced after the answer',
      [CREATE, WRITE, SYNC_NAME, ANSWER, SYNC],
      ['/d/s/1.log was written, and not synced in time'],
    ],
    [
      'content whose sync failed',
      [
        CREATE,
        WRITE,
        '8 fdatasync(20</d/s/1.log>) = -1 EIO (Input/output error) (INJECTED)',
        SYNC_NAME,
        ANSWER,
      ],
      ['/d/s/1.log was written, and not synced in time'],
    ],
    [
      'content whose sync began before the write had ended',
      [
        CREATE,
        '8 fdatasync(20</d/s/1.log> <unfinished ...>',
        WRITE,
        '8 <... fdatasync resumed>) = 0',
        SYNC_NAME,
        ANSWER,
      ],
      ['/d/s/1.log was written, and not synced in time'],
    ],
    [
      'content whose sync had not ended',
      [
        CREATE,
        WRITE,
        SYNC_NAME,
        '8 fdatasync(20</d/s/1.log> <unfinished ...>',
        ANSWER,
        '8 <... fdatasync resumed>) = 0',
      ],
      ['/d/s/1.log was written, and not synced in time'],
    ],
    [
      'a name that was not synced',
      [SYNC_NAME, CREATE, WRITE, SYNC, ANSWER],
      ['the name /d/s/1.log was not synced in time'],
    ],
  ])('finds %s', (_, lines, faults) => {
    expect(faultsOf(...lines)).toEqual(faults);
  });

  it.each([
    [
      'a directory that is not synced in its parent',
      ['7 mkdir("/d/s", 0700) = 0'],
      'the name /d/s was not synced',
    ],
    [
      'a file that is renamed before its content is durable',
      [CREATE, WRITE, '7 rename("/d/s/1.log", "/d/s/2.log") = 0', SYNC, SYNC_NAME],
      '/d/s/1.log was written, and not synced in time',
    ],
    [
      'a new name that is not synced',
      [CREATE, WRITE, SYNC, SYNC_NAME, '7 rename("/d/s/1.log", "/d/s/2.log") = 0'],
      'the name /d/s/2.log was not synced in time',
    ],
    [
      'a file that goes on before its name is durable',
      [CREATE, WRITE, SYNC, WRITE, SYNC, SYNC_NAME],
      'the name /d/s/1.log was not synced in time',
    ],
  ])('finds %s', (_, lines, fault) => {
    const faults = new DiskOrder(readTrace(lines.join('\n')).calls).faults();
    expect(faults[0]).toContain(fault);
  });

  it('reads the modes of what was made', () => {
    const open = '7 mkdir("/d/s", 0755) = 0';
    expect(
      readTrace([CREATE, open, '7 mkdir("/d", 0700) = -1 EEXIST (File exists)'].join('\n')).modes,
    ).toEqual([
      { path: '/d/s/1.log', mode: '0600' },
      { path: '/d/s', mode: '0755' },
    ]);
  });
});
