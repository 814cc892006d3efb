import { describe, expect, it } from 'vitest';
import { substitute } from '../../../src/config/environment.ts';

const environment = { HOST: 'coc', EMPTY: '', NESTED: '$'.concat('{HOST}') };
const reference = (inside: string) => '$'.concat('{', inside, '}');

describe('substitute', () => {
  it.each([
    ['plain $ text {{ name }} $x', 'plain $ text {{ name }} $x'],
    [reference('HOST'), 'coc'],
    [`https://${reference('HOST')}:${reference('PORT:-443')}/`, 'https://coc:443/'],
    [reference('EMPTY'), ''],
    [reference('EMPTY:-fallback'), 'fallback'],
    [reference('HOST:-fallback'), 'coc'],
    [reference('UNSET:-'), ''],
    [`$${reference('HOST')}`, reference('HOST')],
    [reference('NESTED'), environment.NESTED],
  ])('makes of %s: %s', (text, expected) => {
    expect(substitute(text, environment)).toEqual({ text: expected, problems: [] });
  });

  it('names every variable that is not set', () => {
    const { problems } = substitute(`${reference('A')} ${reference('HOST')} ${reference('B')}`, environment);
    expect(problems.map(({ message }) => message)).toEqual([
      'refers to the environment variable A, which is not set',
      'refers to the environment variable B, which is not set',
    ]);
    expect(problems[0]?.remedy).toBe(`set A, or write ${reference('A:-default')} to give it a default`);
  });

  it.each([reference(''), reference('1A'), reference('A B'), '$'.concat('{HOST'), reference('HOST:?x')])(
    'refuses %s, which is no reference',
    (text) => {
      expect(substitute(text, environment).problems[0]?.message).toContain('without the name');
    },
  );

  it('does not find variables that nobody set', () => {
    const inherited = Object.assign(Object.create(null), environment);
    expect(substitute(reference('constructor'), inherited).problems).toHaveLength(1);
    expect(substitute(reference('constructor'), environment).problems).toHaveLength(1);
  });
});
