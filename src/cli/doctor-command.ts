import { connectToCoc } from '../app/current-config.ts';
import { type ReadConfig, readConfig } from '../app/read-config.ts';
import { createRouting } from '../app/routing.ts';
import { integrationNames } from '../config/check-sections.ts';
import type { Finding } from '../doctor/diagnose.ts';
import { type DoctorOptions, examine } from '../doctor/examine.ts';
import { examineProxies } from '../doctor/examine-proxies.ts';
import { calledAddresses } from '../egress/destinations.ts';
import { Egress } from '../egress/egress.ts';
import { unusedProxies } from '../egress/unused-proxies.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';

/** Options of the command `doctor`. */
interface DoctorArguments {
  readonly config: string;
  readonly sendTestAlarm?: true;
  readonly json?: true;
}

/** Mark at the beginning of a line. */
const MARKS: Readonly<Record<Finding['result'], string>> = { good: '✓', bad: '✗', unknown: '?' };

/**
 * Checks whether a configuration can reach COC and the sources that the agent asks, and prints one line per
 * check. Returns 1 when any check is bad.
 *
 * @throws {ConfigError} when the configuration cannot be used.
 */
export async function runDoctor({ config, sendTestAlarm, json }: DoctorArguments): Promise<number> {
  const read = await readConfig(config, process.env);
  const findings = [
    ...examineProxies(unusedProxies(calledAddresses(read.config), process.env)),
    ...(await examineConfig(read, { testAlarm: sendTestAlarm === true, now: systemClock.now() })),
  ];
  process.stdout.write(
    json ? `${JSON.stringify(findings, null, 2)}\n` : `${findings.map(describeFinding).join('\n')}\n`,
  );
  return findings.some(({ result }) => result === 'bad') ? EXIT_FAILED : EXIT_OK;
}

/** Connects to everything that a configuration names, and examines it. @throws {ConfigError} when it cannot be used. */
export function examineConfig(
  read: Pick<ReadConfig, 'config'>,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { config } = read;
  const { active } = createRouting(config, { clock: systemClock });
  const destination = connectToCoc(read, { clock: systemClock });
  const integrations = integrationNames(config.coc);
  const called = calledAddresses(config);
  const egress = new Egress(config.egress);
  return examine({ settings: config, integrations, destination, active, called, egress }, options);
}

function describeFinding({ check, result, words, remedy }: Finding): string {
  const line = `${MARKS[result]} ${check}: ${words}`;
  return remedy === undefined ? line : `${line}\n  -> ${remedy}`;
}
