import type { Alert } from '../alerts/alert.ts';
import { formerSourceNames, type RenamedSource } from '../alerts/former-source-names.ts';
import type { DeadLetter, DeadLetters } from '../outbox/ports/dead-letters.ts';

/** Names that sources have now, by those that they had before. */
export type SourceNamesNow = ReadonlyMap<string, string>;

/** Finds the names that sources have in a configuration, by those that they had before. */
export function sourceNamesNow(sources: Readonly<Record<string, RenamedSource>>): SourceNamesNow {
  return new Map(
    Object.entries(sources).flatMap(([name, source]) =>
      formerSourceNames(source).map((former) => [former, name] as const),
    ),
  );
}

/** Gives an alert the name that its source has now, which matchers and templates see. */
export function alertUnderNameNow(alert: Alert, names: SourceNamesNow): Alert {
  const source = names.get(alert.source);
  return source === undefined ? alert : { ...alert, source };
}

/**
 * Reads dead letters under the names that their sources have now, so that they are found and redriven like new ones. What
 * is stored keeps the old name.
 */
export function deadLettersUnderNamesNow(deadLetters: DeadLetters, names: () => SourceNamesNow): DeadLetters {
  return {
    open: () => deadLetters.open(),
    keep: (deadLetter) => deadLetters.keep(deadLetter),
    ids: () => deadLetters.ids(),
    list: async (page) => (await deadLetters.list(page)).map((one) => underNameNow(one, names())),
    async get(id) {
      const found = await deadLetters.get(id);
      return found && underNameNow(found, names());
    },
    discard: (id) => deadLetters.discard(id),
    gaps: () => deadLetters.gaps(),
    usage: () => deadLetters.usage(),
  };
}

function underNameNow(deadLetter: DeadLetter, names: SourceNamesNow): DeadLetter {
  const { source, entry } = deadLetter;
  const renamed = { ...deadLetter, source: names.get(source) ?? source };
  if (entry?.body.kind !== 'report-alarm') return renamed;
  const alert = alertUnderNameNow(entry.body.alert, names);
  return { ...renamed, entry: { ...entry, body: { ...entry.body, alert } } };
}
