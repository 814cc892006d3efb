import { readConfig } from '../app/read-config.ts';
import type { Finding } from '../doctor/diagnose.ts';
import { examine } from '../doctor/examine.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';

interface DoctorArguments {
  readonly config: string;
  readonly sendTestAlarm?: true;
  readonly json?: true;
}

const MARKS: Readonly<Record<Finding['result'], string>> = { good: '✓', bad: '✗', unknown: '?' };

/** Says whether a configuration can reach COC and the sources that it asks, line by line. Answers 1 when anything is bad. @throws {ConfigError} */
export async function runDoctor({ config, sendTestAlarm, json }: DoctorArguments): Promise<number> {
  const read = await readConfig(config, process.env);
  const findings = await examine(read, { testAlarm: sendTestAlarm === true, now: systemClock.now() });
  process.stdout.write(
    json ? `${JSON.stringify(findings, null, 2)}\n` : `${findings.map(describe).join('\n')}\n`,
  );
  return findings.some(({ result }) => result === 'bad') ? EXIT_FAILED : EXIT_OK;
}

function describe({ check, result, words, remedy }: Finding): string {
  const line = `${MARKS[result]} ${check}: ${words}`;
  return remedy === undefined ? line : `${line}\n  -> ${remedy}`;
}
