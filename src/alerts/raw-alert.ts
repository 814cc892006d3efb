import type { Alert, Json } from './alert.ts';

type Kept = Pick<Alert, 'labels' | 'annotations'>;

/**
 * Makes an alert's `raw` from the element that it was read from. Labels and annotations, the largest part,
 * are left out where the alert has them unchanged. {@link wholeAlert} restores them.
 */
export function rawFields(element: Json, alert: Kept): Pick<Alert, 'raw' | 'rawWithout'> {
  if (!isObject(element)) return { raw: element };
  const { labels, annotations, ...rest } = element;
  if (labels !== alert.labels) return { raw: element };
  if (annotations !== alert.annotations)
    return { raw: annotations === undefined ? rest : { ...rest, annotations }, rawWithout: ['labels'] };
  return { raw: rest, rawWithout: ['labels', 'annotations'] };
}

/** Restores an alert as it arrived. */
export function wholeAlert(alert: Kept & Pick<Alert, 'raw' | 'rawWithout'>): Json {
  const { raw, rawWithout = [] } = alert;
  if (!isObject(raw)) return raw;
  const names = rawWithout.map((name) => [name, alert[name]] as const);
  return { ...raw, ...Object.fromEntries(names) };
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
