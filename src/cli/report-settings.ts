type Reports = Pick<
  NonNullable<typeof process.report>,
  'reportOnFatalError' | 'reportOnSignal' | 'reportOnUncaughtException'
> & {
  /** Since Node 22.13 and 23.3. */
  excludeEnv?: boolean;
};

/**
 * Keeps the environment, which may hold secrets, out of the diagnostic reports that NODE_OPTIONS can turn on. An
 * older Node can't leave it out, so there no report is written.
 */
export function keepSecretsOutOfReports(reports: Reports | undefined): void {
  if (!reports) return;
  if (reports.excludeEnv !== undefined) {
    reports.excludeEnv = true;
    return;
  }
  reports.reportOnFatalError = false;
  reports.reportOnSignal = false;
  reports.reportOnUncaughtException = false;
}
