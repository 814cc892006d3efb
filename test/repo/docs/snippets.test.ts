import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { configSchema } from '../../../src/app/registry.ts';
import { configOf, SOUND } from '../../unit/config/fault-of.ts';
import { userPages } from './page-list.ts';

interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

const snippets = userPages().flatMap((page): Snippet[] => {
  const whole = readFileSync(page, 'utf8');
  return [...whole.matchAll(/^ *```yaml\n(.*?)^ *```/gms)].map(({ 1: text = '', index }) => {
    const line = whole.slice(0, index).split('\n').length;
    return { page, line, text };
  });
});

/** Pieces of the agent's configuration, rather than of something else. */
const pieces = snippets.filter(({ text }) => {
  const keys = Object.keys((parse(text) ?? {}) as object);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(configSchema.shape, key));
});

/** A variable for each that is referred to. */
function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'value']));
}

describe('what the pages show', () => {
  it('is found', () => {
    expect(snippets.length).toBeGreaterThan(10);
    expect(pieces.length).toBeGreaterThan(8);
  });

  it.each(snippets)('$page:$line is YAML', ({ text }) => {
    expect(parseDocument(text).errors).toEqual([]);
  });

  it.each(pieces)('$page:$line is taken by the agent', ({ text }) => {
    const piece = parse(text) as { readonly sources?: object };
    const sources = { alertmanager: { type: 'alertmanager' }, ...piece.sources };
    const whole = JSON.stringify({ ...(parse(SOUND) as object), ...piece, sources });
    expect(() => configOf(whole, environmentOf(text))).not.toThrow();
  });
});
