import { createWarRoom } from '../../coc/calls/create-war-room.ts';
import { getIncident } from '../../coc/calls/get-incident.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import { type CocOptions, withCoc } from './coc-session.ts';
import { adminOf } from './default-operator.ts';
import type { GateOptions } from './gate.ts';
import { makeChange } from './make-change.ts';
import { targetWords } from './step-coc-incident.ts';

interface StartOptions extends CocOptions, GateOptions {
  readonly name?: string;
  readonly text?: string;
  readonly admin?: string;
  readonly participant?: readonly string[];
  readonly region?: string;
  readonly enterpriseProject?: string;
  readonly chat?: string;
}

/** COC's id of the default enterprise project. */
const DEFAULT_PROJECT = '0';

/**
 * Opens the war room of an incident, and returns the exit code. What is not given is as the incident says.
 *
 * @throws {UsageError} when something is neither given nor known, or breaks a limit of COC.
 * @throws {Error} when the incident has a war room.
 */
export function startWarRoom(number: string, options: StartOptions): Promise<number> {
  const { name, text, participant, chat } = options;
  return withCoc(options, async (session) => {
    const { answer: incident } = await session.ask(getIncident, { path: { incident_num: number } });
    if (incident.warroom_id) throw new Error(`the incident has the war room ${incident.warroom_id} already`);
    const applications = known(incident.current_cloud_service);
    if (applications.length === 0)
      throw new UsageError('COC shows no application of the incident, and a war room needs one');
    const regions = options.region === undefined ? known(incident.region) : [options.region];
    const [project = DEFAULT_PROJECT] = known(incident.enterprise_project);
    const made = await makeChange(
      session,
      {
        ...{ api: createWarRoom, title: `open the war room of incident ${number}`, typed: number },
        request: {
          body: {
            war_room_name: name ?? incident.incident_title ?? number,
            ...(text !== undefined && { description: text }),
            ...(regions.length > 0 && { region_code_list: regions }),
            application_id_list: applications,
            incident_number: number,
            schedule_group: [],
            ...(participant && { participant: [...participant] }),
            war_room_admin: adminOf(session, options.admin),
            enterprise_project_id: options.enterpriseProject ?? project,
            ...(chat !== undefined && { notification_type: chat }),
          },
        },
        targets: [targetWords(number, incident)],
        lookAt: `coc-alarm-agent coc war-rooms list --incident ${number}`,
      },
      options,
    );
    if (typeof made === 'number') return made;
    printAnswer(options, made.raw, () => `COC opened the war room ${made.answer}\n`);
    return EXIT_OK;
  });
}

function known(values: readonly string[] | null | undefined): string[] {
  return values?.filter((value) => value !== '') ?? [];
}
