import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Lab } from '../../acceptance/harness/lab.ts';

const PRELOAD = new URL('./steer-preload.mjs', import.meta.url);

/** What a steered process can be made to meet; the argument of each in ms. */
export type Command = 'pass' | 'step' | 'stall' | 'memory' | 'throw' | 'reject';

/** Steers a process of a lab: its clocks, and accidents in it. */
export class Steered {
  readonly #socket: string;

  constructor(lab: Lab) {
    this.#socket = join(lab.directory, 'steer.sock');
  }

  /** The command by which the process is started. */
  get by(): readonly string[] {
    return [
      'env',
      `STEER_SOCKET=${this.#socket}`,
      `NODE_OPTIONS=--import=${pathToFileURL(PRELOAD.pathname)}`,
    ];
  }

  /** Resolves with what the command answers, once the process has carried it out. */
  async do(command: Command, argument = 0): Promise<number> {
    const socket = connect(this.#socket).setEncoding('utf8');
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    socket.write(`${command} ${argument}\n`);
    await once(socket, 'close');
    return Number(answer);
  }
}
