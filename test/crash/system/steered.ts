import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Lab } from '../../acceptance/harness/lab.ts';

const PRELOAD = new URL('./steer-preload.mjs', import.meta.url);

/** A command for a steered process. The arguments are in ms. */
export type Command = 'pass' | 'step' | 'stall' | 'memory' | 'throw' | 'reject';

/** A process of a lab whose clocks, stalls and errors a test controls. */
export class Steered {
  readonly #socket: string;

  constructor(lab: Lab) {
    this.#socket = join(lab.directory, 'steer.sock');
  }

  /** The command that starts the process with the preloaded module. */
  get by(): readonly string[] {
    return [
      'env',
      `STEER_SOCKET=${this.#socket}`,
      `NODE_OPTIONS=--import=${pathToFileURL(PRELOAD.pathname)}`,
    ];
  }

  /** Carries out a command in the process, and resolves with its result. */
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
