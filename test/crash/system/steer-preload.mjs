/**
 * Loaded into an agent before its program: lets a test steer what a process meets and can't be given from outside, by
 * lines on a socket in the file system. The agent's own code is what the build made of it.
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
  /** Time passes: both clocks go on by so much. */
  pass: (ms) => {
    passedMs += ms;
  },
  /** Somebody sets the clock: only the wall clock jumps. */
  step: (ms) => {
    steppedMs += ms;
  },
  /** Nothing else runs for so long. */
  stall: (ms) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  /** What is in use, bytes. */
  memory: () => {
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  /** A bug in a timer. */
  throw: () => {
    setTimeout(() => {
      throw new Error('thrown by the test');
    });
  },
  /** A promise that nobody waits for. */
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
