import { describe, expect, it } from 'vitest';
import { describeFindings } from '../../../src/cli/doctor-command.ts';
import { displayWidth } from '../../../src/cli/terminal/display-width.ts';
import type { Finding } from '../../../src/doctor/finding.ts';

const FINDINGS: readonly Finding[] = [
  { check: 'data directory', result: 'good', words: './data is writable, 79955 MiB are free' },
  {
    check: 'connection',
    result: 'bad',
    words: 'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9097',
    remedy: 'let this machine reach the endpoint (firewall, security group, NetworkPolicy), or set coc.proxy',
  },
  { check: 'source 监控中心', result: 'unknown', words: `not asked: ${'告警平台暂时无法访问'.repeat(4)}` },
  { check: 'TLS', result: 'skipped', words: `${'x'.repeat(90)} is plain http` },
];

describe('the lines of the doctor', () => {
  it('are broken on a narrow terminal, below their words', () => {
    const lines = describeFindings(FINDINGS, { columns: 60 }).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '✓ data directory: ./data is writable, 79955 MiB are free',
      '✗ connection: ECONNREFUSED: connect ECONNREFUSED',
      '  127.0.0.1:9097',
      '  -> let this machine reach the endpoint (firewall, security',
      '     group, NetworkPolicy), or set coc.proxy',
    ]);
    expect(lines.slice(5).filter((line) => !/^([?-] | {2}|$)/.test(line))).toEqual([]);
  });

  it.each([40, 60, 80, 200])('fit %i columns, and lose nothing', (columns) => {
    const text = describeFindings(FINDINGS, { columns });
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns);
    expect(text.replaceAll(/\s+/g, '')).toBe(
      describeFindings(FINDINGS, { columns: undefined }).replaceAll(/\s+/g, ''),
    );
  });

  it('are one line for each finding and each remedy in a pipe', () => {
    expect(describeFindings(FINDINGS, { columns: undefined }).split('\n')).toHaveLength(FINDINGS.length + 2);
  });
});
