import { dirname } from 'node:path';
import type { DiskCall } from './disk-call.ts';

/** A stretch of time between two moments. */
interface Between {
  readonly after: number;
  readonly before?: number;
}

/** The calls to a disk, and the rules for their order. Each fault is a sentence. */
export class DiskOrder {
  readonly #calls: readonly DiskCall[];

  constructor(calls: readonly DiskCall[]) {
    this.#calls = calls.filter(({ failed }) => !failed);
  }

  /**
   * The faults of what was written, whatever it was for: directories whose name was never synced, files that were
   * renamed or went on before their content and their name were durable, and content that was never synced at all.
   */
  faults(): readonly string[] {
    return this.#calls.flatMap((call) => {
      switch (call.operation) {
        case 'makeDirectory':
          return this.#named(call.path, { after: call.ended });
        case 'rename':
          return this.#renamed(call);
        case 'write':
          return [...this.#written(call, {}), ...this.#continued(call)];
        default:
          return [];
      }
    });
  }

  /** The reasons why what this text says was not durable at a moment: the content, and the name of its file. */
  notDurable(text: string, before: number): readonly string[] {
    const isIt = (call: DiskCall) =>
      call.operation === 'write' && call.text?.includes(text) === true && /\.log$/.test(call.path);
    const write = this.#calls.findLast((call) => isIt(call) && call.ended < before);
    if (!write) return [`${text} was not written at all`];
    return [...this.#written(write, { before }), ...this.nameNotDurable(write.path, before)];
  }

  /** The reasons why the name of a file was not durable at a moment. */
  nameNotDurable(path: string, before: number): readonly string[] {
    const made = this.#calls.findLast(
      ({ operation, path: from, to, ended }) =>
        ended < before && (operation === 'rename' ? to === path : operation === 'create' && from === path),
    );
    return made ? this.#named(path, { after: made.ended, before }) : [];
  }

  #renamed({ path, to = '', began, ended }: DiskCall): readonly string[] {
    const writes = this.#calls.filter(
      (one) => one.operation === 'write' && one.path === path && one.ended < began,
    );
    const left = dirname(path) === dirname(to) ? [] : this.#named(path, { after: ended });
    return [
      ...writes.flatMap((write) => this.#written(write, { before: began })),
      ...this.#named(to, { after: ended }),
      ...left,
    ];
  }

  /** What was written must be synced before a moment, or before the file goes. */
  #written({ path, ended }: DiskCall, { before = Number.POSITIVE_INFINITY }): readonly string[] {
    const isGone = (one: DiskCall) => one.operation === 'remove' && one.path === path && one.began > ended;
    if (before === Number.POSITIVE_INFINITY && this.#calls.some(isGone)) return [];
    return this.#has('sync', path, { after: ended, before })
      ? []
      : [`${path} was written, and not synced in time`];
  }

  /** Once a file has a synced content, it goes on only when its name is durable. */
  #continued({ path, began }: DiskCall): readonly string[] {
    const created = this.#calls.findLast(
      (one) => one.operation === 'create' && one.path === path && one.ended < began,
    );
    if (!created || !this.#has('sync', path, { after: created.ended, before: began })) return [];
    return this.#named(path, { after: created.ended, before: began });
  }

  #named(path: string, between: Between): readonly string[] {
    const directory = dirname(path);
    return this.#has('syncDirectory', directory, between) ? [] : [`the name ${path} was not synced in time`];
  }

  #has(
    operation: DiskCall['operation'],
    path: string,
    { after, before = Number.POSITIVE_INFINITY }: Between,
  ) {
    return this.#calls.some(
      (one) => one.operation === operation && one.path === path && one.began > after && one.ended < before,
    );
  }
}
