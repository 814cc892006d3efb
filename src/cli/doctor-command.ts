import { connectToCoc, projectOf } from '../app/current-config.ts';
import { noticesOfFiles, readConfig } from '../app/read-config.ts';
import { type Config, journalKindOf } from '../app/registry.ts';
import { createRouting } from '../app/routing.ts';
import { integrationNames } from '../config/check-sections.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { type DoctorOptions, examine } from '../doctor/examine.ts';
import { examineProxies } from '../doctor/examine-proxies.ts';
import type { Finding } from '../doctor/finding.ts';
import { calledAddresses } from '../egress/destinations.ts';
import { Egress } from '../egress/egress.ts';
import { unusedProxies } from '../egress/unused-proxies.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { hanging } from './terminal/hanging.ts';
import { type Terminal, terminalFor } from './terminal/terminal.ts';

/** Options of the command `doctor`. */
interface DoctorArguments {
  readonly config: string;
  readonly sendTestAlarm?: true;
  readonly json?: true;
}

/** Mark at the beginning of a line. */
const MARKS: Readonly<Record<Finding['result'], string>> = {
  good: '✓',
  bad: '✗',
  unknown: '?',
  skipped: '-',
};

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
  const terminal = terminalFor({ color: 'auto' });
  process.stdout.write(
    json ? `${JSON.stringify(findings, null, 2)}\n` : describeFindings(findings, terminal),
  );
  return findings.some(({ result }) => result === 'bad') ? EXIT_FAILED : EXIT_OK;
}

/** Connects to everything that a configuration names, and examines it. */
export function examineConfig(
  loaded: LoadedConfig<Config>,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { config, files } = loaded;
  const routing = unlessUnusable(() => createRouting({ config }, { clock: systemClock }));
  const examined = {
    settings: config,
    findCopy: async (dataDir: string) => journalKindOf(config.journal.type).findCopy?.(dataDir),
    integrations: integrationNames(config.coc),
    destination: unlessUnusable(() => connectToCoc(loaded, { clock: systemClock })),
    lookUpProject: (signal: AbortSignal) => projectOf(loaded, { clock: systemClock, signal }),
    active: 'unusable' in routing ? routing : routing.active,
    called: calledAddresses(config),
    egress: new Egress(config.egress),
    files,
    unusableFiles: noticesOfFiles(loaded),
  };
  return examine(examined, options);
}

/** Makes something of a configuration, or tells why that is not possible, such as a file that is missing. */
function unlessUnusable<T extends object>(make: () => T): T | { readonly unusable: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigError) return { unusable: messageOf(error) };
    throw error;
  }
}

/** The lines of all findings, broken where the terminal is narrow. */
export function describeFindings(findings: readonly Finding[], terminal: Pick<Terminal, 'columns'>): string {
  const lines = findings.flatMap(({ check, result, words, remedy }) => [
    ...hanging(`${MARKS[result]} `, `${check}: ${words}`, terminal),
    ...(remedy === undefined ? [] : hanging('  -> ', remedy, terminal)),
  ]);
  return `${lines.join('\n')}\n`;
}
