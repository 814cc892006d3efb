import { afterEach, expect, it, vi } from 'vitest';
import { ignoreInspectorSignal, logInspectorSignal } from '../../../src/cli/shut-inspector.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('SIGUSR1');
});

it('the signal that opens the inspector is told on standard error until there is a log, and then there', () => {
  const onStandardError = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  ignoreInspectorSignal();
  process.emit('SIGUSR1');
  expect(onStandardError.mock.calls).toEqual([[expect.stringContaining('ignored SIGUSR1')]]);

  const lines: string[] = [];
  logInspectorSignal((line) => lines.push(line));
  process.emit('SIGUSR1');
  expect(lines).toEqual([expect.stringContaining('ignored SIGUSR1')]);
  expect([onStandardError.mock.calls.length, process.listenerCount('SIGUSR1')]).toEqual([1, 1]);
});
