import { optionalJson, optionalText } from './shape.ts';

/** What all alerts of a message share is kept with each of them, so it is short: 20,000 alerts may share it. */
const MAX_SHARED_LENGTH = 2_048;

/** A text that all alerts of a message share, cut to 2,048 characters; absent when it is empty. */
export const sharedText = optionalText.transform(cutText);

/** A value that all alerts of a message share; absent when it is empty, or longer than 2,048 characters as JSON. */
export const sharedJson = optionalJson.transform((value) => {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length <= MAX_SHARED_LENGTH && text !== '{}' && text !== '' ? value : undefined;
});

/** The configured name of a receiver. Alertmanager and Grafana send it quoted for regular expressions: `a\.b`. */
export const sharedReceiver = optionalText.transform((quoted) =>
  cutText(quoted?.replaceAll(/\\([^\w\s])/g, '$1')),
);

function cutText(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length <= MAX_SHARED_LENGTH) return text;
  return `${text.slice(0, MAX_SHARED_LENGTH - 1).replace(/\p{Cs}$/u, '')}…`;
}
