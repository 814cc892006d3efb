import { describe, expect, it } from 'vitest';
import { formatPath, parsePath, valueAt } from '../../../src/config/path.ts';

describe('a path', () => {
  it.each([
    [[], ''],
    [['listen', 'tls'], 'listen.tls'],
    [['routes', 0, 'match', 12], 'routes[0].match[12]'],
    [['sources', 'a-b', 'type'], 'sources.a-b.type'],
    [['alarm', 'levels', 'not classified'], 'alarm.levels["not classified"]'],
    [['alarm', 'levels', 'a"].b\\'], 'alarm.levels["a\\"].b\\\\"]'],
  ])('%j is written %s and read back', (path, text) => {
    expect(formatPath(path)).toBe(text);
    expect(parsePath(text)).toEqual(path);
  });

  it('leads as far as it can be read', () => {
    expect(parsePath('routes[0].?')).toEqual(['routes', 0]);
  });

  it('leads to values that are there, and never to what every object inherits', () => {
    const root = { routes: [{ match: 'x' }] };
    expect(valueAt(root, ['routes', 0, 'match'])).toBe('x');
    expect(valueAt(root, ['routes', 1, 'match'])).toBeUndefined();
    expect(valueAt(root, ['constructor'])).toBeUndefined();
    expect(valueAt('text', ['length'])).toBeUndefined();
  });
});
