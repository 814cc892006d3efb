import { headOf } from '../alerts/head-of.ts';
import { optionalJson, optionalText } from './shape.ts';

/** Limit for a value that all alerts of a message share. It is stored with each of them. */
const MAX_SHARED_LENGTH = 2_048;

/** Schema of a text that all alerts of a message share, cut to 2,048 characters; absent when empty. */
export const sharedText = optionalText.transform(cutText);

/**
 * Schema of a value that all alerts of a message share; absent when empty. A value of more than 2,048 characters as
 * JSON is replaced by a text that says so.
 */
export const sharedJson = optionalJson.transform((value) => {
  const text = value === undefined ? '' : JSON.stringify(value);
  if (text === '{}' || text === '') return undefined;
  return text.length <= MAX_SHARED_LENGTH ? value : `…(${text.length} characters left out)`;
});

/**
 * Schema of a receiver's name. Alertmanager and Grafana quote it for regular expressions (`a\.b`); the result
 * is unquoted.
 */
export const sharedReceiver = optionalText.transform((quoted) =>
  cutText(quoted?.replaceAll(/\\([^\w\s])/g, '$1')),
);

function cutText(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length <= MAX_SHARED_LENGTH) return text;
  return `${headOf(text, MAX_SHARED_LENGTH - 1)}…`;
}
