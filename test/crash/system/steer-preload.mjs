/**
 * A module that is loaded into an agent before its program. A test sends lines to its socket, and so controls
 * the process where that is not possible from outside. The agent's own code is the unchanged build.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const path = process.env.STEER_SOCKET ?? '';
const realNow = Date.now.bind(Date);
const realMonotonic = performance.now.bind(performance);
let passedMs = 0;
let steppedMs = 0;

Date.now = () => realNow() + passedMs + steppedMs;
performance.now = () => realMonotonic() + passedMs;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const COMMANDS = {
  /** Lets time pass: both clocks advance. */
  pass: (ms) => {
    passedMs += ms;
  },
  /** Sets the clock: only the wall clock jumps. */
  step: (ms) => {
    steppedMs += ms;
  },
  /** Blocks the event loop. */
  stall: (ms) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  /** Measures the memory in use after a collection, bytes. */
  memory: () => {
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  /** Throws in a timer. */
  throw: () => {
    setTimeout(() => {
      throw new Error('thrown by the test');
    });
  },
  /** Rejects a promise that nobody handles. */
  reject: () => {
    void Promise.reject(new Error('rejected by the test'));
  },
};

rmSync(path, { force: true });
const server = createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (line) => {
    const [command = '', argument] = line.trim().split(' ');
    const answer = COMMANDS[command]?.(Number(argument));
    socket.end(`${answer ?? 'done'}\n`);
  });
});
server.listen(path);
server.unref();
