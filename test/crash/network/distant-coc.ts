import type { EmulatorOptions } from '../../../src/emulator/options.ts';
import type { Lab } from '../../acceptance/harness/lab.ts';
import { programArguments } from '../../acceptance/harness/program.ts';
import { waitFor } from '../../acceptance/harness/wait-for.ts';
import { type Cable, COC_HOST } from './namespaces.ts';

const PORT = 9097;

/** A COC at the other end of a cable. */
export interface DistantCoc {
  /** Its address for the agent. */
  readonly url: string;
  /** Number of alarms that arrived. */
  alarms(): Promise<number>;
  /** Titles of all incidents. */
  titles(): Promise<readonly string[]>;
  /** Number of requests for an incident that arrived. */
  creations(): Promise<number>;
}

/** Starts the emulator at the far end of the cable. Its control API is used from there, so no cut is in its way. */
export async function startDistantCoc(lab: Lab, { coc, cocAddress }: Cable): Promise<DistantCoc> {
  const settings: EmulatorOptions = { incidentLagMs: 200 };
  const options = await lab.writeFile('emulator.yaml', settings);
  const listen = `${cocAddress}:${PORT}`;
  const [command = '', ...within] = coc.within;
  const program = programArguments('emulator', '--listen', listen, '--options', options);
  lab.run('emulator', command, [...within, process.execPath, ...program]);
  const read = async <T>(path: string) =>
    JSON.parse((await coc.call(`http://${listen}/emulator/${path}`)).text) as T;
  const alarms = async () => (await read<{ alarms: object[] }>('alarms')).alarms.length;
  await waitFor('the emulator', alarms, () => true);
  return {
    url: `http://${COC_HOST}:${PORT}`,
    alarms,
    titles: async () =>
      (await read<{ incidents: { title: string }[] }>('incidents')).incidents.map(({ title }) => title),
    creations: async () => {
      const { requests } = await read<{ requests: { operation?: string }[] }>('requests?limit=10000');
      return requests.filter(({ operation }) => operation === 'incident-create').length;
    },
  };
}
