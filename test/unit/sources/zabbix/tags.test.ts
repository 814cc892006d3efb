import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areTagsCut, labelsOfTags, parseTags } from '../../../../src/sources/zabbix/tags.ts';

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

describe('a list of tags that Zabbix cut', () => {
  it.each([
    ['[{"tag":"scope","value":"a"},{"tag":"db","val', [['scope', 'a']]],
    ['[{"tag":"scope","value":"a"},', [['scope', 'a']]],
    ['[{"tag":"scope","value":"a"}', [['scope', 'a']]],
    ['[{"tag":"scope","value":"}, {\\"x"}, {"tag":"db","value":"\\', [['scope', '}, {"x']]],
    ['[ {"tag": "scope", "value": "a"}, {"tag"', [['scope', 'a']]],
    ['[{"tag":"sc', []],
    ['[{"tag":"a","value":"b"}]…(7 bytes left out)', [['a', 'b']]],
  ])('gives those that are whole: %s', (text, tags) => {
    expect(parseTags(text).map(({ tag, value }) => [tag, value])).toEqual(tags);
    expect(areTagsCut(text)).toBe(true);
  });

  it.each([undefined, '[]', '[{"tag":"a","value":""}]', 'scope:a, db', '[not json], a:b', '[{x}], a:b'])(
    'is not %s',
    (text) => {
      expect(areTagsCut(text)).toBe(false);
    },
  );

  it('gives the first tags wherever the cut is', () => {
    const tags = fc.array(fc.record({ tag: fc.string({ minLength: 1 }), value: fc.string() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(tags, fc.nat(), (list, place) => {
        const text = JSON.stringify(list);
        const cut = text.slice(0, 2 + (place % (text.length - 2)));
        const read = parseTags(cut);
        expect(read).toEqual(list.slice(0, read.length));
        const whole = list.filter((_, i) => JSON.stringify(list.slice(0, i + 1)).length - 1 <= cut.length);
        expect(read).toEqual(whole);
      }),
    );
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
