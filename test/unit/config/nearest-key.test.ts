import { describe, expect, it } from 'vitest';
import { nearestKey } from '../../../src/config/nearest-key.ts';

const known = ['applicationId', 'regionId', 'nameSpace', 'alarmLevel', 'levels', 'url'];

describe('nearestKey', () => {
  it.each([
    ['aplicationId', 'applicationId'],
    ['application_id', 'applicationId'],
    ['applicationid', 'applicationId'],
    ['namespace', 'nameSpace'],
    ['level', 'levels'],
    ['ulr', 'url'],
    ['alarmLevle', 'alarmLevel'],
  ])('takes %s for %s', (key, meant) => {
    expect(nearestKey(key, known)).toBe(meant);
  });

  it.each(['colour', 'x', '', 'password'])('has no suggestion for %j', (key) => {
    expect(nearestKey(key, known)).toBeUndefined();
  });
});
