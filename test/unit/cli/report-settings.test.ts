import { describe, expect, it } from 'vitest';
import { keepSecretsOutOfReports } from '../../../src/cli/report-settings.ts';

describe('a diagnostic report of Node', () => {
  const on = { reportOnFatalError: true, reportOnSignal: true, reportOnUncaughtException: true };

  it('leaves the environment out where Node can', () => {
    const reports = { ...on, excludeEnv: false };
    keepSecretsOutOfReports(reports);
    expect(reports).toEqual({ ...on, excludeEnv: true });
  });

  it('is not written where Node can not', () => {
    const reports = { ...on };
    keepSecretsOutOfReports(reports);
    expect(reports).toEqual({
      reportOnFatalError: false,
      reportOnSignal: false,
      reportOnUncaughtException: false,
    });
    expect(() => keepSecretsOutOfReports(undefined)).not.toThrow();
  });
});
