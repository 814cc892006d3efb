import { dirname } from 'node:path';
import type { DiskCall } from '../../support/disk-call.ts';

/** The system calls that strace is asked for; a name after `?` need not exist on this machine. */
const TRACED =
  'openat,?mkdir,mkdirat,write,writev,pwrite64,fdatasync,fsync,ftruncate,?rename,renameat,renameat2,?unlink,unlinkat';

/** A write to a socket: an answer, or a request of the agent. */
export interface Sent {
  readonly text: string;
  readonly began: number;
}

/** A trace of a process: its calls to the disk, what it sent, and the modes of what it made. */
export interface Trace {
  readonly calls: readonly DiskCall[];
  readonly sent: readonly Sent[];
  readonly modes: readonly { readonly path: string; readonly mode: string }[];
}

/** The command that runs a program under strace, and writes the trace to a file. One thread makes all slow calls. */
export function straceTo(file: string): readonly string[] {
  const environment = ['-E', 'UV_THREADPOOL_SIZE=1', '-E', 'UV_USE_IO_URING=0'];
  return ['strace', '-f', '-qq', '-y', '-s', '60000', '-o', file, ...environment, '-e', `trace=${TRACED}`];
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)/s;
const UNFINISHED = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/s;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)/s;
const DESCRIPTOR = /^\d+<([^>]*)>/;
const TEXTS = /"((?:[^"\\]|\\.)*)"/g;

/** A system call as strace tells it. */
interface SystemCall {
  readonly name: string;
  readonly args: string;
  readonly failed: boolean;
  readonly began: number;
  readonly ended: number;
}

/** Reads the output of strace. The moments are the numbers of its lines. */
export function readTrace(output: string): Trace {
  const found = systemCalls(output);
  const made = found.filter(({ name, args }) => /^mkdir/.test(name) || args.includes('O_CREAT'));
  return {
    calls: found.flatMap((call) => diskCall(call) ?? []),
    sent: found.flatMap(({ name, args, began }) =>
      /^writev?$/.test(name) && /^\d+<(socket|TCP)/.test(args) ? [{ text: args, began }] : [],
    ),
    modes: made.flatMap(({ args, failed }) => {
      const [path] = textsOf(args);
      const mode = /, (0\d+)$/.exec(args)?.[1];
      return path === undefined || mode === undefined || failed ? [] : [{ path, mode }];
    }),
  };
}

function systemCalls(output: string): readonly SystemCall[] {
  const open = new Map<string, { args: string; began: number }>();
  const found: SystemCall[] = [];
  output.split('\n').forEach((line, moment) => {
    const unfinished = UNFINISHED.exec(line);
    if (unfinished) {
      const [, thread = '', name = '', args = ''] = unfinished;
      open.set(`${thread} ${name}`, { args, began: moment });
      return;
    }
    const resumed = RESUMED.exec(line);
    const [, thread = '', name = '', rest = '', result = ''] = resumed ?? WHOLE.exec(line) ?? [];
    if (name === '') return;
    const begun = resumed ? open.get(`${thread} ${name}`) : undefined;
    const failed = result === '?' || Number(result) < 0;
    const args = `${begun?.args ?? ''}${rest}`;
    found.push({ name, args, failed, began: begun?.began ?? moment, ended: moment });
  });
  return found;
}

/** The call as a rule knows it; undefined when it changes nothing. */
function diskCall({ name, args, failed, began, ended }: SystemCall): DiskCall | undefined {
  const [first = '', second] = textsOf(args);
  const descriptor = DESCRIPTOR.exec(args)?.[1] ?? '';
  const about = { failed, began, ended };
  if (name === 'openat')
    return args.includes('O_CREAT') ? { ...about, operation: 'create', path: first } : undefined;
  if (/^mkdir/.test(name)) return { ...about, operation: 'makeDirectory', path: first };
  if (/^rename/.test(name)) return { ...about, operation: 'rename', path: first, to: second ?? '' };
  if (/^unlink/.test(name)) return { ...about, operation: 'remove', path: first };
  if (!descriptor.startsWith('/')) return undefined;
  if (/write/.test(name)) return { ...about, operation: 'write', path: descriptor, text: args };
  if (name === 'ftruncate') return { ...about, operation: 'truncate', path: descriptor };
  return {
    ...about,
    operation: name === 'fsync' && !isFile(descriptor) ? 'syncDirectory' : 'sync',
    path: descriptor,
  };
}

/** Every file of the agent has an extension, and no directory has one. */
function isFile(path: string): boolean {
  return path.slice(dirname(path).length).includes('.');
}

function textsOf(args: string): readonly string[] {
  return [...args.matchAll(TEXTS)].map(([, text = '']) => text);
}
