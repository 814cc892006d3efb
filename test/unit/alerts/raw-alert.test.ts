import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { rawFields, wholeAlert } from '../../../src/alerts/raw-alert.ts';

const labels = { alertname: 'Down' };
const annotations = { summary: 'It is down.' };
const rest = { status: 'firing', startsAt: '2026-01-01T00:00:00Z', extra: { deep: [1] } };

describe('rawFields', () => {
  it('leaves out the labels and annotations that the alert has unchanged', () => {
    expect(rawFields({ ...rest, labels, annotations }, { labels, annotations })).toEqual({
      raw: rest,
      rawWithout: ['labels', 'annotations'],
    });
  });

  it('keeps annotations of which the alert has only a part', () => {
    const whole = { ...annotations, __value_string__: 'x' };
    expect(rawFields({ ...rest, labels, annotations: whole }, { labels, annotations })).toEqual({
      raw: { ...rest, annotations: whole },
      rawWithout: ['labels'],
    });
  });
});

describe('wholeAlert', () => {
  it.each<Json>([
    { ...rest, labels, annotations },
    { ...rest, labels, annotations: { ...annotations, __value_string__: 'x' } },
    { ...rest, labels: { port: 80 }, annotations: null },
    { ...rest, labels },
    rest,
    [1],
    null,
    'text',
  ])('is the alert as it arrived: %j', (arrived) => {
    expect(wholeAlert({ labels, annotations, ...rawFields(arrived, { labels, annotations }) })).toEqual(
      arrived,
    );
  });

  it('adds nothing to what was stored whole', () => {
    expect(wholeAlert({ labels, annotations, raw: rest })).toEqual(rest);
  });
});
