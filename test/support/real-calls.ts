import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DiskCall } from './disk-call.ts';
import { fileSystemError } from './faults.ts';

/** The calls that fail: the one with this number, counted from 0, and all later ones if it lasts. */
export interface FailingCalls {
  readonly at: number;
  readonly code: string;
  readonly lasting: boolean;
  /** Limits them to calls of this kind. */
  readonly operation?: DiskCall['operation'];
}

type AnyFunction = (...args: readonly unknown[]) => unknown;
type Operation = DiskCall['operation'];

/** A call that has not ended yet. */
type Underway = Pick<DiskCall, 'operation' | 'path' | 'to'> & {
  /** True when it fails by a throw, and not by a promise. */
  readonly throws: boolean;
  /** The place of a write that names one, in bytes; an append names none. */
  readonly from?: number;
};

/** Flags of `open` that make a file. */
const CREATES = /[wax]/;

/**
 * Stands between the program and `node:fs`, for the paths below one directory, until the test is over. It notes each
 * call that changes something when that call ends, and can make chosen calls fail. A module that keeps functions of
 * `node:fs` must be loaded after this.
 *
 * A file whose sync has failed is remembered: the kernel may drop the bytes and call the next sync a success. Only
 * bytes that are written once more from the place of the last sync on are covered by that sync.
 */
export class RealCalls {
  readonly calls: DiskCall[] = [];
  readonly #directory: string;
  readonly #paths = new Map<number, string>();
  /** The size of each file after its last sync; of one that lost bytes, after the last sync before that. */
  readonly #synced = new Map<string, number>();
  readonly #spoilt = new Set<string>();
  /** Spoilt files whose lost bytes were written once more; the next sync makes them durable. */
  readonly #rewritten = new Set<string>();
  readonly #undo: (() => void)[] = [];
  #seen = 0;
  #moment = 0;
  #failing: FailingCalls | undefined;

  constructor(directory: string) {
    this.#directory = resolve(directory);
    this.#watch();
    onTestFinished(() => this.stop());
  }

  /** The number of calls so far. */
  get count(): number {
    return this.#seen;
  }

  /** The files whose sync has failed. */
  get spoilt(): ReadonlySet<string> {
    return this.#spoilt;
  }

  /** Begins to count again, with these calls failing. */
  begin(failing?: FailingCalls): void {
    this.calls.length = 0;
    this.#seen = 0;
    this.#failing = failing;
  }

  /** Loses what the kernel may lose: all bytes since the last sync of each file whose sync has failed. */
  loseUnsynced(): void {
    for (const path of this.#spoilt)
      if (fs.existsSync(path)) fs.truncateSync(path, this.#synced.get(path) ?? 0);
    this.#spoilt.clear();
  }

  /** Loses what a power loss may take: all bytes of each file since its last sync. */
  losePower(): void {
    for (const [path, bytes] of this.#synced) if (sizeOf(path) > bytes) fs.truncateSync(path, bytes);
    this.#spoilt.clear();
    this.#rewritten.clear();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    syncBuiltinESMExports();
  }

  #watch(): void {
    const byName = (operation: Operation, throws: boolean) => (original: AnyFunction) =>
      this.#noting(original, ([path, to]) => ({ operation, throws, ...this.#named(path, to) }));
    for (const [name, operation] of [
      ['mkdir', 'makeDirectory'],
      ['rename', 'rename'],
      ['rm', 'remove'],
      ['unlink', 'remove'],
    ] as const) {
      this.#replace(fs.promises, name, byName(operation, false));
      this.#replace(fs, `${name}Sync`, byName(operation, true));
    }
    this.#replace(fs.promises, 'open', (original) => this.#opening(original));
    const byNumber = (operation: Operation, throws: boolean) => (original: AnyFunction) =>
      this.#noting(original, ([fd, , , , from]) => {
        const place = operation === 'write' && typeof from === 'number' ? { from } : {};
        return { operation, throws, path: this.#paths.get(Number(fd)), ...place };
      });
    for (const [name, operation] of [
      ['write', 'write'],
      ['fdatasync', 'sync'],
      ['fsync', 'sync'],
      ['ftruncate', 'truncate'],
    ] as const) {
      this.#replace(fs, name, byNumber(operation, false));
      this.#replace(fs, `${name}Sync`, byNumber(operation, true));
    }
    syncBuiltinESMExports();
  }

  #replace(target: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
    const original: AnyFunction = Reflect.get(target, name);
    Reflect.set(target, name, make(original.bind(target)));
    this.#undo.push(() => void Reflect.set(target, name, original));
  }

  #opening(original: AnyFunction): AnyFunction {
    return async (path, flags = 'r', ...rest) => {
      const whole = this.#below(path);
      if (whole === undefined) return original(path, flags, ...rest);
      const creates =
        typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : CREATES.test(`${flags}`);
      const open = async () => (await original(path, flags, ...rest)) as FileHandle;
      const call = { operation: 'create', path: whole, throws: false } as const;
      const handle = creates ? await this.#run(call, open) : await open();
      this.#paths.set(handle.fd, whole);
      const close = handle.close.bind(handle);
      handle.close = () => {
        this.#paths.delete(handle.fd);
        return close();
      };
      for (const [name, operation] of [
        ['sync', 'sync'],
        ['datasync', 'sync'],
        ['truncate', 'truncate'],
        ['write', 'write'],
        ['writeFile', 'write'],
        ['appendFile', 'write'],
      ] as const)
        this.#replaceOn(handle, name, { operation, path: whole, throws: false });
      return handle;
    };
  }

  #replaceOn(handle: FileHandle, name: string, about: Underway): void {
    const original: AnyFunction = Reflect.get(handle, name);
    const noting = this.#noting(original.bind(handle), () => about);
    Reflect.set(handle, name, noting);
  }

  /** Wraps a function that ends at once, by a promise, or by the callback that is its last argument. */
  #noting(
    original: AnyFunction,
    about: (args: readonly unknown[]) => Omit<Underway, 'path'> & { readonly path: string | undefined },
  ): AnyFunction {
    return (...args) => {
      const { path, ...what } = about(args);
      if (path === undefined) return original(...args);
      const callback = args.at(-1);
      if (typeof callback !== 'function') return this.#run({ path, ...what }, () => original(...args));
      const inner = () =>
        new Promise((done, fail) => {
          original(...args.slice(0, -1), (error: unknown, ...rest: unknown[]) =>
            error ? fail(error) : done(rest),
          );
        });
      return void (this.#run({ path, ...what }, inner) as Promise<unknown[]>).then(
        (rest) => callback(null, ...rest),
        (error) => callback(error),
      );
    };
  }

  /** Runs a call, or makes it fail, and notes it when it has ended. */
  #run<T>(call: Underway, work: () => T): T {
    const fails = this.#failing;
    const number = this.#seen++;
    const isIt = fails && (fails.operation ?? call.operation) === call.operation;
    const error =
      isIt && (number === fails.at || (fails.lasting && number > fails.at))
        ? fileSystemError(fails.code, call.operation, call.path)
        : undefined;
    const began = this.#moment++;
    // One call makes all the parents that are missing.
    const made = call.operation === 'makeDirectory' ? missing(call.path) : [call.path];
    const note = (failed: boolean) => {
      for (const path of made) this.#note({ ...call, path }, { began, failed });
    };
    if (error) {
      note(true);
      if (call.throws) throw error;
      return Promise.reject(error) as T;
    }
    const result = work();
    if (!(result instanceof Promise)) note(false);
    else
      result.then(
        () => note(false),
        () => note(true),
      );
    return result;
  }

  #note({ throws: _, from, ...call }: Underway, { began, failed }: Pick<DiskCall, 'began' | 'failed'>): void {
    const { path, to } = call;
    const operation = call.operation === 'sync' && isDirectory(path) ? 'syncDirectory' : call.operation;
    this.calls.push({ ...call, operation, failed, began, ended: this.#moment++ });
    if (operation === 'write' && from !== undefined && !failed && from <= (this.#synced.get(path) ?? 0))
      this.#rewritten.add(path);
    if (operation === 'sync') this.#noteSync(path, failed);
    if (operation === 'create' && !failed) this.#synced.set(path, 0);
    if (operation === 'remove' && !failed) this.#spoilt.delete(path);
    if (operation !== 'rename' || failed || to === undefined) return;
    this.#synced.set(to, this.#synced.get(path) ?? 0);
    if (this.#spoilt.delete(path)) this.#spoilt.add(to);
    else this.#spoilt.delete(to);
  }

  #noteSync(path: string, failed: boolean): void {
    const isRewritten = this.#rewritten.delete(path);
    if (failed) this.#spoilt.add(path);
    else if (isRewritten || !this.#spoilt.has(path)) {
      this.#spoilt.delete(path);
      this.#synced.set(path, sizeOf(path));
    }
  }

  #named(path: unknown, to: unknown): { path: string | undefined; to?: string } {
    const target = this.#below(to);
    return { path: this.#below(path), ...(target !== undefined && { to: target }) };
  }

  #below(path: unknown): string | undefined {
    if (typeof path !== 'string') return undefined;
    const whole = resolve(path);
    return whole === this.#directory || whole.startsWith(join(this.#directory, '/')) ? whole : undefined;
  }
}

function sizeOf(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function isDirectory(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The directories that must be made for this one to exist, the outermost first. */
function missing(path: string): readonly string[] {
  return fs.existsSync(path) ? [] : [...missing(dirname(path)), path];
}
