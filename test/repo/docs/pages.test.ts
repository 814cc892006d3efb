import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reconcileFields } from '../../../src/sources/reconcile-config.ts';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'config/coc-alarm-agent/README.md',
  'config/coc-alarm-agent/troubleshooting.md',
  ...['alertmanager', 'grafana', 'zabbix', 'prometheus', 'systemd'].map((kit) => `config/${kit}/README.md`),
  'helm/coc-alarm-agent/README.md',
];

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return kept.replaceAll(' ', '-');
}

function anchorsIn(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map(([, heading = '']) => anchorOf(heading)));
}

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links only to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const dead = links.filter(([, path = '', anchor]) => {
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsIn(file).has(anchor));
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

describe('the table of reconcile', () => {
  const text = readFileSync('config/coc-alarm-agent/README.md', 'utf8');
  const section = text.slice(text.indexOf('## What it asks of a source'), text.indexOf('## How big'));

  it.each(Object.keys(reconcileFields))('tells of %s', (key) => {
    expect(section).toMatch(new RegExp(`^\\| .*\`${key}(?:\\.\\w+)?\`.* \\|`, 'm'));
  });

  it.each([
    ['every', '1m', 60_000],
    ['grace', '2m', 120_000],
    ['missedAfter', '6m', 360_000],
    ['suppressed', 'keep', 'keep'],
  ] as const)('tells the default of %s', (key, words, value) => {
    expect(reconcileFields[key].parse(undefined)).toBe(value);
    expect(section).toContain(`| \`${key}\` | ${words} |`);
  });
});
