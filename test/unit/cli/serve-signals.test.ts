import { afterEach, describe, expect, it } from 'vitest';
import { serveSignals, serves } from '../../../src/cli/serve-signals.ts';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));

afterEach(() => {
  for (const signal of SIGNALS)
    for (const listener of process.listeners(signal))
      if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
});

describe('the signals of a serving agent', () => {
  it('reload once, later, when SIGHUP came during the start, and each time afterwards', () => {
    const signals = serveSignals();
    process.emit('SIGHUP');
    process.emit('SIGHUP');
    let reloads = 0;
    signals.onReload(() => {
      reloads += 1;
    });
    expect(reloads).toBe(1);
    process.emit('SIGHUP');
    expect(reloads).toBe(2);
  });

  it('reload nothing when none came', () => {
    let reloads = 0;
    serveSignals().onReload(() => {
      reloads += 1;
    });
    expect(reloads).toBe(0);
  });

  it('stop by the first SIGTERM, and at once by the second', async () => {
    const { first, second } = serveSignals();
    process.emit('SIGTERM', 'SIGTERM');
    expect(await first).toBe('SIGTERM');
    process.emit('SIGINT', 'SIGINT');
    expect(await second).toBe('SIGINT');
  });
});

describe('a command line', () => {
  it.each<[string[], boolean]>([
    [[], true],
    [['serve'], true],
    [['serve', '--config', 'x'], true],
    [['--config', 'x'], true],
    [['-c', 'x'], true],
    [['--help'], false],
    [['-V'], false],
    [['doctor'], false],
    [['alarms', 'list'], false],
    [['sreve'], false],
  ])('%j serves: %s', (args, expected) => {
    expect(serves(args)).toBe(expected);
  });
});
