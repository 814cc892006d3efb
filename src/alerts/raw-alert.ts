import type { Alert, Json } from './alert.ts';

type Kept = Pick<Alert, 'labels' | 'annotations'>;

/**
 * What an alert keeps of the element that it was read from: not again the labels and annotations that it has unchanged,
 * as they are most of it. {@link wholeAlert} puts them back.
 */
export function rawFields(element: Json, alert: Kept): Pick<Alert, 'raw' | 'rawWithout'> {
  if (!isObject(element)) return { raw: element };
  const { labels, annotations, ...rest } = element;
  if (labels !== alert.labels) return { raw: element };
  if (annotations !== alert.annotations)
    return { raw: annotations === undefined ? rest : { ...rest, annotations }, rawWithout: ['labels'] };
  return { raw: rest, rawWithout: ['labels', 'annotations'] };
}

/** An alert as it arrived. */
export function wholeAlert(alert: Kept & Pick<Alert, 'raw' | 'rawWithout'>): Json {
  const { raw, rawWithout = [] } = alert;
  if (!isObject(raw)) return raw;
  const names = rawWithout.map((name) => [name, alert[name]] as const);
  return { ...raw, ...Object.fromEntries(names) };
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
