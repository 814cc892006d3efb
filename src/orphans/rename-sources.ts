import { typeOfAlarmId } from '../alerts/alarm-id.ts';
import type { SourceType } from '../alerts/alert.ts';
import { formerSourceNames, type RenamedSource } from '../alerts/former-source-names.ts';
import { isBrokenJournal, JournalError } from '../errors.ts';
import type { SourceRenamed } from '../outbox/events/event.ts';
import { namesOf } from '../outbox/ledger/former-names.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';

/** Types and former names of the configured sources, by their names. */
type NamedSources = Readonly<Record<string, NamedSource>>;

interface NamedSource extends RenamedSource {
  readonly type: SourceType;
}

/**
 * Gives what is known of renamed sources their new names, for good: the identity of an alarm does not depend on the
 * configuration afterwards. A source that has the name back under which its alarms were opened gets those. Does nothing
 * where that is done. What can not be stored now is listed as an orphan, and done at the next start or reload.
 *
 * @throws {JournalError} when nothing can be stored any more.
 */
export async function renameSources(
  outbox: Pick<Outbox, 'state' | 'decide'>,
  sources: NamedSources,
): Promise<void> {
  const renames = renamesDue(outbox.state.ledger.everySeries(), sources);
  if (renames.length === 0) return;
  try {
    await outbox.decide(() => renames);
  } catch (error) {
    if (!(error instanceof JournalError) || isBrokenJournal(error)) throw error;
  }
}

/** Finds the renames of a configuration that concern something known. Pure. */
function renamesDue(known: Iterable<Series>, sources: NamedSources): readonly SourceRenamed[] {
  const namesNow = new Map(
    Object.entries(sources).flatMap(([to, source]) => formerSourceNames(source).map((from) => [from, to])),
  );
  const due = new Map<string, SourceRenamed>();
  for (const series of known) {
    const { source: from } = namesOf(series);
    if (Object.hasOwn(sources, from)) continue;
    const isBack = !namesNow.has(from);
    const to = namesNow.get(from) ?? series.openedBy ?? '';
    const type = Object.hasOwn(sources, to) ? sources[to]?.type : undefined;
    if (type === undefined || !isOfType(series, type)) continue;
    const event = { type: 'source.renamed', from, to, sourceType: type } as const;
    due.set(`${from} ${to}`, isBack ? { ...event, isBack } : event);
  }
  return [...due.values()];
}

/** Alarms of a system of another type stay where they are: nothing that the new one says is about them. */
function isOfType({ alarmId }: Series, type: SourceType): boolean {
  const opened = typeOfAlarmId(alarmId) ?? type;
  return opened === type || opened === 'agent';
}
