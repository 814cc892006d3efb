// Ends the process of a test thread whose event loop has stood still for too long: a mutant may loop for ever, and Stryker
// waits for it for minutes. Stryker starts the process again, and counts the mutant as caught.
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';

const { beats, hangsMs } = workerData;
const beat = new Int32Array(beats);
let before = -1;
for (;;) {
  await sleep(hangsMs);
  const now = Atomics.load(beat, 0);
  if (now === before) process.kill(process.pid, 'SIGKILL');
  before = now;
}
