import { firing, intakeOf, resolved } from './alerts.ts';
import { openFileOutbox, pendingSeqs, settled } from './file-journal.ts';
import { SimulatedFileSystem } from './simulated-file-system.ts';

/**
 * Makes a disk after a long life, with sealed, indexed and released segments and snapshots, and returns the
 * state.
 */
export async function usedDisk() {
  const fs = new SimulatedFileSystem();
  const { outbox, clock } = await openFileOutbox({ fs });
  fs.now = clock.now();
  await outbox.accept(intakeOf(firing('stuck'), firing('over')));
  for (let i = 0; i < 60; i++) {
    await outbox.accept(intakeOf(firing(`a${i % 9}`, { startsAt: clock.now() }), firing('steady')));
    // This episode begins in a segment that stays live, and ends in one that becomes history.
    if (i === 8) await outbox.accept(intakeOf(resolved('over')));
    if (i % 3 === 0) await outbox.accept(intakeOf(resolved(`a${i % 9}`, { endsAt: clock.now() })));
    for (let k = 0; k < 4; k++) {
      const entry = await outbox.take('alarms/default');
      if (!entry) break;
      const stuck = entry.body.kind === 'report-alarm' && entry.body.alarm.alarmId === 'stuck';
      await outbox.settle(
        entry,
        stuck
          ? { kind: 'retry', reason: 'timeout', scope: 'entry', detail: '' }
          : { kind: 'delivered', result: 'alarm-reported' },
      );
    }
    clock.advance(600);
    fs.now = clock.now();
    await settled();
  }
  const episodes = new Map(
    [...outbox.state.ledger.everySeries()].map((episode) => [episode.alarmId, episode]),
  );
  const { nextSeq } = outbox.state;
  const pending = pendingSeqs(outbox.state);
  await outbox.close();
  return { fs: fs.killProcess(), episodes, nextSeq, pending };
}
