import { describe, expect, it } from 'vitest';
import { type AlarmIdPrefix, makeAlarmId, typeOfAlarmId } from '../../../src/alerts/alarm-id.ts';
import type { AlarmId } from '../../../src/alerts/alert.ts';

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

describe('the type of source that an alarm id was made for', () => {
  it.each([
    ['am', 'alertmanager'],
    ['gf', 'grafana'],
    ['gfl', 'grafana'],
    ['zbx', 'zabbix'],
    ['hb', 'agent'],
  ] as const)('is read from %s', (prefix: AlarmIdPrefix, type) => {
    expect(typeOfAlarmId(makeAlarmId(prefix, 'prod', 'x'))).toBe(type);
  });

  it.each(['a', '', `xx${'0'.repeat(32)}`, `constructor${'0'.repeat(32)}`])('is unknown for %s', (id) => {
    expect(typeOfAlarmId(id as AlarmId)).toBeUndefined();
  });
});
