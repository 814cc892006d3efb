import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';

describe('makeAlarmId', () => {
  it('is letters and digits, whatever the identity is made of', () => {
    expect(makeAlarmId('am', 'a/b \0', '日本 "x"')).toMatch(/^am[0-9a-f]{32}$/);
  });

  it('does not change between releases, or a resolve would miss its alarm', () => {
    expect(makeAlarmId('zbx', 'main', 'e1')).toBe('zbxd5f77d9f90e54385a4f57b625ea91fa0');
  });

  it('joins source and identity without doubt where one ends', () => {
    expect(makeAlarmId('gf', 'a', 'bc')).not.toBe(makeAlarmId('gf', 'ab', 'c'));
    expect(makeAlarmId('gf', 'a","b', 'c')).not.toBe(makeAlarmId('gf', 'a', 'b","c'));
  });
});
