import { setImmediate as turn } from 'node:timers/promises';
import type { FileSystem } from '../../../src/journals/file/disk/file-system.ts';

/** Turns of the event loop without any call after which nothing more is to come. */
const TURNS = 3;

/** A file system that knows whether any of its calls is under way. */
export class Quiet {
  readonly fs: FileSystem;
  #underWay = 0;
  #calls = 0;

  constructor(fs: FileSystem) {
    this.fs = this.#counted(fs);
  }

  /** Resolves when no call is under way, and none follows. */
  async come(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < TURNS; ) {
      await turn();
      quiet = this.#underWay === 0 && this.#calls === seen ? quiet + 1 : 0;
      seen = this.#calls;
    }
  }

  /** The same thing, with its calls counted, and those of the files that it opens. */
  #counted<T extends object>(original: T): T {
    return new Proxy(original, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]) => {
          this.#calls += 1;
          const result: unknown = Reflect.apply(member, target, args);
          return result instanceof Promise ? this.#followed(result) : result;
        };
      },
    });
  }

  async #followed(work: Promise<unknown>): Promise<unknown> {
    this.#underWay += 1;
    try {
      const result = await work;
      return isOpenFile(result) ? this.#counted(result) : result;
    } finally {
      this.#underWay -= 1;
    }
  }
}

function isOpenFile(result: unknown): result is object {
  return typeof result === 'object' && result !== null && 'append' in result;
}
