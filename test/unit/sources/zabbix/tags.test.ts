import { describe, expect, it } from 'vitest';
import { labelsOfTags, parseTags } from '../../../../src/sources/zabbix/tags.ts';

describe('parseTags', () => {
  it.each([
    [undefined, []],
    ['[]', []],
    [
      '[{"tag":"scope","value":"a, b"},{"tag":"db","value":""}]',
      [
        ['scope', 'a, b'],
        ['db', ''],
      ],
    ],
    ['[{"tag":"x"},{"value":"y"},7,null,{"tag":""}]', [['x', '']]],
    [
      'scope:availability, db, url:http://a/b',
      [
        ['scope', 'availability'],
        ['db', ''],
        ['url', 'http://a/b'],
      ],
    ],
    [
      '[not json], a:b',
      [
        ['[not json]', ''],
        ['a', 'b'],
      ],
    ],
  ])('reads %s', (text, tags) => {
    expect(parseTags(text).map(({ tag, value }) => [tag, value])).toEqual(tags);
  });
});

it('joins the values of a tag that is there twice, and is not harmed by its name', () => {
  const labels = labelsOfTags([
    { tag: 'scope', value: 'a' },
    { tag: '__proto__', value: 'p' },
    { tag: 'scope', value: 'b' },
  ]);
  expect(Object.entries(labels)).toEqual([
    ['scope', 'a,b'],
    ['__proto__', 'p'],
  ]);
});

it('leaves out what our media type has written back', () => {
  const own = ['coc_agent', 'coc_alarm_id', 'coc_incident', 'coc_link'].map((tag) => ({ tag, value: 'x' }));
  expect(labelsOfTags([{ tag: 'scope', value: 'performance' }, ...own])).toEqual({ scope: 'performance' });
});
