import type { ActiveAlerts, ActiveList } from './active-alerts.ts';
import type { ReadAlert, Source } from './source-port.ts';

/** A source under another name than the one that identifies its alarms. */
export function renamedSource(source: Source, name: string): Source {
  const own = underName(name);
  return {
    ...source,
    name,
    *readInParts(body, now) {
      for (const part of source.readInParts(body, now)) yield part.map(own);
    },
    read: (body, now) => source.read(body, now).map(own),
  };
}

/** The active alerts of a source under another name than the one that identifies its alarms. */
export function renamedActive(active: ActiveAlerts, name: string): ActiveAlerts {
  const own = underName(name);
  const listOf = (list: ActiveList): ActiveList => ({
    ...list,
    async read(wanted, signal) {
      const read = await list.read(wanted, signal);
      return read.kind === 'read' ? { ...read, alerts: read.alerts.map(own) } : read;
    },
  });
  const { ended } = active;
  return {
    levelsMove: active.levelsMove,
    covers: (alarmId) => active.covers(alarmId),
    ...(ended && { ended: (...asked) => ended.apply(active, asked) }),
    look: (signal) => active.look(signal),
    close: () => active.close(),
    async list(signal, wanted) {
      const list = await active.list(signal, wanted);
      return list.kind === 'active' ? listOf(list) : list;
    },
  };
}

function underName(source: string): (read: ReadAlert) => ReadAlert {
  return (read) => ('alert' in read ? { ...read, alert: { ...read.alert, source } } : read);
}
