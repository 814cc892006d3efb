import { createIncident } from '../../coc/calls/create-incident.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { operatorOf } from './default-operator.ts';
import type { GateOptions } from './gate.ts';
import { makeChange } from './make-change.ts';

interface CreateOptions extends CocOptions, GateOptions {
  readonly title: string;
  readonly text?: string;
  readonly level: string;
  readonly type: string;
  readonly interrupted?: true;
  readonly application?: string;
  readonly region?: string;
  readonly enterpriseProject?: string;
  readonly assignee?: string;
  readonly scene?: string;
  readonly role?: string;
  readonly operator?: string;
}

/**
 * Opens an incident, and returns the exit code. The agent knows nothing of it.
 *
 * @throws {UsageError} when nobody gets it, or it breaks a limit of COC.
 */
export function createCocIncident(options: CreateOptions): Promise<number> {
  const { title, level, region, enterpriseProject } = options;
  return withCoc(options, async (session) => {
    const { serviceInterruptAs } = session.coc;
    const isInterrupted = options.interrupted === true;
    const application = applicationOf(session, options.application);
    const made = await makeChange(
      session,
      {
        ...{ api: createIncident, title: 'open an incident', typed: title },
        request: {
          body: {
            ...(region !== undefined && { region: [region] }),
            ...(enterpriseProject !== undefined && { enterprise_project: [enterpriseProject] }),
            current_cloud_service: [application],
            incident_level: level,
            is_service_interrupt: serviceInterruptAs === 'string' ? `${isInterrupted}` : isInterrupted,
            incident_type: options.type,
            incident_title: title,
            incident_description: options.text ?? title,
            incident_source: 'incident_source_manual',
            ...assigneeOf(options),
            creator: operatorOf(session, options.operator),
          },
        },
        targets: [`application ${application}`],
        lookAt: 'coc-alarm-agent coc incidents list',
      },
      options,
    );
    if (typeof made === 'number') return made;
    const { incident_num: number } = made.answer;
    printAnswer(options, made.raw, () => {
      const next = `\`coc-alarm-agent coc incidents show ${number}\` shows it in some seconds`;
      return `COC opened the incident ${number}\n${next}\n`;
    });
    return EXIT_OK;
  });
}

/** The person or the schedule that gets the incident. */
function assigneeOf({ assignee, scene, role }: CreateOptions) {
  if (assignee !== undefined && scene === undefined && role === undefined)
    return { incident_assignee: [assignee] };
  if (assignee === undefined && scene !== undefined && role !== undefined)
    return { assignee_scene: scene, assignee_role: role };
  throw new UsageError('give --assignee, or --scene together with --role: who gets the incident');
}

/** @throws {UsageError} when no application is known. */
function applicationOf({ config: { alarm } }: CocSession, given: string | undefined): string {
  const { applicationId, defaultApplicationId } = alarm;
  const known = given ?? (applicationId.constant ? applicationId.source.trim() : defaultApplicationId);
  if (known) return known;
  throw new UsageError('give --application: the configuration names no application for all alarms');
}
