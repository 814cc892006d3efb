import type { Alert } from './alert.ts';

/** Times of an alert that nobody can read, by the name of their field. */
export type UnreadTimes = Readonly<Record<string, string>>;

/** The advice for them. */
export const READABLE_TIME = 'write it with its zone, such as 2026-05-05T13:04:57+08:00';

/** Finds the times of an alert that could not be read; undefined when it has none. */
export function unreadTimesOf({ details }: Pick<Alert, 'details'>): UnreadTimes | undefined {
  const { unreadTimes: unread } = details;
  if (typeof unread !== 'object' || unread === null || Array.isArray(unread)) return undefined;
  const texts = Object.entries(unread).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

/** Sentence about the times of an alert that could not be read; undefined when it has none. */
export function wordsForUnreadTimes(alert: Pick<Alert, 'details'>): string | undefined {
  const unread = unreadTimesOf(alert);
  if (unread === undefined) return undefined;
  const told = Object.entries(unread).map(([name, text]) => `${name} ${JSON.stringify(text)}`);
  return `The time of receipt stands for ${told.join(' and ')}, which nobody can read: ${READABLE_TIME}.`;
}
