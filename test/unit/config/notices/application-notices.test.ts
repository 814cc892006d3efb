import { describe, expect, it } from 'vitest';
import { ID, noticesOf } from './notices-of.ts';

/** The kinds of the notices about an application id of a route, and the first words about it. */
const ofId = (applicationId: string) =>
  noticesOf({ routes: [{ match: ['a=b'], applicationId }] }).map(({ kind, path, message }) => {
    expect(path).toBe('routes[0].applicationId');
    return `${kind}: ${message}`;
  });

describe('the form of an application id', () => {
  it.each([
    ID,
    ID.toUpperCase(),
    `  ${ID}  `,
    '0'.repeat(12),
    'f'.repeat(64),
    '01234567-89ab-cdef-0123-456789ABCDEF',
  ])('is the usual one: %j', (id) => {
    expect(ofId(id)).toEqual([]);
  });

  it.each([
    '0'.repeat(11),
    'f'.repeat(65),
    `${ID}x`,
    `x${ID}`,
    'g'.repeat(24),
    '01234567-89ab-cdef-0123-456789abcde',
    '01234567-89ab-cdef-0123-456789abcdeff',
    '01234567-89ab-cdef-456789abcdef',
    'a'.repeat(255),
    `${'a'.repeat(255)}   `,
  ])('is unusual, which may be meant so: %j', (id) => {
    expect(ofId(id)).toEqual(['doubt: does not look like the id of a COC application']);
  });

  it('is a mistake beyond 255 characters, or when nobody can see it', () => {
    expect(ofId('0'.repeat(256))).toEqual([expect.stringMatching(/^mistake: is longer than 255/)]);
    expect(ofId(' \u200b ')).toEqual([expect.stringMatching(/^mistake: is blank/)]);
  });

  it('is judged in the map of applications, and not in templates', () => {
    const applications = { 'a b': 'x', shop: ID };
    expect(noticesOf({ alarm: { applications } })).toMatchObject([{ path: 'alarm.applications["a b"]' }]);
    expect(noticesOf({ routes: [{ match: ['a=b'], applicationId: '{{ labels.x }}' }] })).toEqual([]);
  });
});

describe('a template for the application id', () => {
  const ofTemplate = (applicationId: string, more: object = {}) =>
    noticesOf({ alarm: { applicationId, ...more } }).map(({ kind, path }) => [kind, path]);
  const doubted = [['doubt', 'alarm.applicationId']];

  it.each([
    `{{ labels.x | default: "${ID}" }}`,
    `{{ labels.x|default:"${ID}" }}`,
    `{{ labels.x |  default  :  "${ID}" }}`,
    `{% if labels.x %}{{ labels.x }}{% else %}${ID}{% endif %}`,
    `{%- if labels.x -%}{{ labels.x }}{%-  else -%}${ID}{%- endif -%}`,
    `{% if labels.x %}{{ labels.x }}{%else%}${ID}{% endif %}`,
  ])('says what it renders otherwise: %s', (template) => {
    expect(ofTemplate(template)).toEqual([]);
  });

  it.each([
    '{{ labels.x }}',
    '{{ labels.default }}',
    '{{ labels.x | append: ":" }}',
    '{% if labels.elsewhere %}{{ labels.x }}{% endif %}',
    '{% assign elsewhere = labels.x %}{{ elsewhere }}',
  ])('may render to nothing: %s', (template) => {
    expect(ofTemplate(template)).toEqual(doubted);
    expect(ofTemplate(template, { defaultApplicationId: ID })).toEqual([]);
  });
});
